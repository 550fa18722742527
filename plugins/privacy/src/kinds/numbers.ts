import { digitsOf, isLuhn } from './checksums.ts';

// Source: ISO/IEC 7812 issuer numbers, as the networks publish them.
const issuers =
  /^(4\d{15}(\d{3})?|(5[1-5]|222[1-9]|22[3-9]\d|2[3-6]\d\d|27[01]\d|2720)\d+|3[47]\d{13}|(36|38|30[0-5])\d+|(6011|64[4-9]|65)\d+|35(2[89]|[3-8]\d)\d+|62\d{14}(\d{3})?)$/;

/** A payment card number: an issuer's, with the check digit of Luhn. */
export function isCard(text: string): boolean {
  const digits = digitsOf(text);
  return issuers.test(digits.join('')) && isLuhn(digits);
}

// Source: ITU-T, list of assigned country codes of E.164.
const callingCodes =
  /^(1|7|2(0|7|1[1-368]|[2346]\d|5[0-8]|9[01789])|3([0-469]|5\d|7\d|8[0-35-79])|4([013-9]|2[013])|5([1-8]|0\d|9\d)|6([0-6]|7[02-9]|8\d|9[0-2])|8([1246]|0[08]|5[02356]|7[08]|8[0-38])|9([0-58]|6[0-8]|7[0-79]|9[2-68]))/;

/** A telephone number with a country code, or a North American one; it has no check digit. */
export function isPhone(text: string): boolean {
  if (!text.startsWith('+')) return true;
  const digits = digitsOf(text).join('');
  return digits.length >= 8 && digits.length <= 15 && callingCodes.test(digits);
}

export function isIpv4(text: string): boolean {
  const parts = text.split('.');
  return parts.length === 4 && parts.every((part) => /^(0|[1-9]\d{0,2})$/.test(part) && Number(part) < 256);
}

/** With three groups at least: shorter ones, such as `a::b`, are rather code than addresses. */
export function isIpv6(text: string): boolean {
  const groups = text.split(':').filter((group) => group !== '');
  const gaps = text.split('::').length - 1;
  if (gaps === 0) return groups.length === 8 && text.split(':').length === 8;
  const whole = !/^:[^:]|[^:]:$/.test(text) && !text.includes(':::');
  return gaps === 1 && whole && groups.length >= 3 && groups.length < 8;
}

/** Source: RFC 5321, section 4.5.3.1, and RFC 1035 for the labels of the domain. */
export function isEmail(text: string): boolean {
  const [local, domain] = text.split('@') as [string, string];
  const labels = domain.split('.');
  return (
    text.length <= 254 &&
    local.length <= 64 &&
    !/^\.|\.\.|\.$/.test(local) &&
    labels.every((label) => /^[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?$/.test(label))
  );
}
