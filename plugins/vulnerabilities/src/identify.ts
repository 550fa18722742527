const cve = /^CVE-\d{4}-\d{4,19}$/i;

/**
 * The ids of a finding. Others than the tool's own are taken only where they name one CVE: several are several
 * vulnerabilities to other tools, and to take them for one would hide all but one. For what is looked up by CVE, all count.
 */
export function identify(id: string, others: readonly string[]): { ids: string[]; cves: string[] } {
  const all = [...new Set([id, ...others])];
  const cves = [...new Set(all.filter((one) => cve.test(one)).map((one) => one.toUpperCase()))];
  const isOne = cves.length < 2;
  return { ids: isOne ? all : all.filter((one) => one === id || !cve.test(one)), cves };
}
