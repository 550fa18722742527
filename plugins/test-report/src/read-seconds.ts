/**
 * The seconds of a `time` attribute. A comma is the decimal sign where it cannot group thousands (0,160), and the other
 * way round (1,234.5); undefined for 1,078, which may be either, and for what is no number.
 */
export function readSeconds(time: string): number | undefined {
  const text = time.trim();
  const plain = plainForms.find(({ form }) => form.test(text))?.plain(text);
  return plain === undefined ? undefined : Number(plain);
}

const without = (sign: string) => (text: string) => text.replaceAll(sign, '');

const plainForms: { form: RegExp; plain(text: string): string }[] = [
  { form: /^\d*\.?\d+(e-?\d+)?$/i, plain: (text) => text },
  { form: /^[1-9]\d{0,2}(,\d{3})+\.\d+$/, plain: without(',') },
  { form: /^[1-9]\d{0,2}(,\d{3}){2,}$/, plain: without(',') },
  { form: /^[1-9]\d{0,2}(\.\d{3})+,\d+$/, plain: (text) => without('.')(text).replace(',', '.') },
  // Not one to three digits before and three after: no group of thousands is written so.
  { form: /^(?![1-9]\d{0,2},\d{3}$)\d*,\d+(e-?\d+)?$/i, plain: (text) => text.replace(',', '.') },
];
