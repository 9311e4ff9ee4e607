// Control characters and those that reorder text, which could make a line read as another one.
const hidden = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/gu;

/** Foreign text as it may be shown: what nobody would see is written out, as `<U+202E>`. */
export const visible = (text: string): string =>
  text.replace(hidden, (one) => `<U+${one.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')}>`);
