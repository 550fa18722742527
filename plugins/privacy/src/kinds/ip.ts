/** Source: RFC 791; no leading zeros, which some programs read as octal numbers. */
export function isIpv4(text: string): boolean {
  const parts = text.split('.');
  return parts.length === 4 && parts.every((part) => /^(0|[1-9]\d{0,2})$/.test(part) && Number(part) < 256);
}

/** Source: RFC 4291. With three groups at least: shorter ones, such as `a::b`, are rather code than addresses. */
export function isIpv6(text: string): boolean {
  const groups = text.split(':').filter((group) => group !== '');
  const gaps = text.split('::').length - 1;
  if (gaps === 0) return groups.length === 8 && text.split(':').length === 8;
  const whole = !/^:[^:]|[^:]:$/.test(text) && !text.includes(':::');
  return gaps === 1 && whole && groups.length >= 3 && groups.length < 8;
}
