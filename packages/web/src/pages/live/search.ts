/** State of this page in its address. */
export const liveSearch = (_raw: Record<string, unknown>): Record<string, never> => ({});
