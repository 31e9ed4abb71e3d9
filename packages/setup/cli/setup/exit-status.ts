export const DONE = 0;
/** Something went wrong, or somebody said no. */
export const FAILED = 1;
/** Setup can't go on without being told more. */
export const NEEDS_ANSWER = 2;
