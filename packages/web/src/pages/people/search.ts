/** State of this page in its address. */
export const peopleSearch = (_raw: Record<string, unknown>): Record<string, never> => ({});
export const personSearch = (_raw: Record<string, unknown>): Record<string, never> => ({});
