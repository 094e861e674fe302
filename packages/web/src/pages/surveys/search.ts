/** State of this page in its address. */
export const surveysSearch = (_raw: Record<string, unknown>): Record<string, never> => ({});
export const surveySearch = (_raw: Record<string, unknown>): Record<string, never> => ({});
