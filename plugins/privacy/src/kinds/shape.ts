/** What tells quickly which forms a text cannot hold. */
export interface Shape {
  /** The most digits in a row, with no letter and few other characters between them. */
  digits: number;
  letters: boolean;
}

const colon = 58; // stands in times, and in no number but cards written so
const widest = 4; // the most characters between two digits of a form

/** The shape of a plain text (see plain-text.ts). */
export function shapeOf(text: string): Shape {
  let [row, between, digits, letters] = [0, 0, 0, false];
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    const isLetter = (code | 32) >= 97 && (code | 32) <= 122;
    letters ||= isLetter;
    if (code >= 48 && code <= 57) {
      row++;
      between = 0;
      if (row > digits) digits = row;
    } else if (isLetter || code === colon || code > 127 || ++between > widest) row = 0;
  }
  return { digits, letters };
}
