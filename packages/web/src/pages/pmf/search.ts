/** State of this page in its address. */
export const pmfSearch = (_raw: Record<string, unknown>): Record<string, never> => ({});
