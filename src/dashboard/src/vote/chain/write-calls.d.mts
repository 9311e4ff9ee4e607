/** The text of calls.json. */
export function calls(): string;
