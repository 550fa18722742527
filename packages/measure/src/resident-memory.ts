import { readFileSync } from 'node:fs';

/**
 * The resident memory in MB of a process and all below it, or undefined where the system does not tell (not Linux,
 * or ended). Shared pages count for each process; a process that left its parents is not seen outside a namespace.
 */
export function residentMemory(pid: number): number | undefined {
  const own = residentOf(pid);
  if (own === undefined) return undefined;
  return childrenOf(pid).reduce((sum, child) => sum + (residentMemory(child) ?? 0), own);
}

// In kB whatever the size of a page; /proc/<pid>/statm would need that size.
function residentOf(pid: number): number | undefined {
  const line = /^VmRSS:\s+(\d+) kB$/m.exec(read(`/proc/${pid}/status`) ?? '');
  return line ? Number(line[1]) / 1024 : undefined;
}

function childrenOf(pid: number): number[] {
  const text = read(`/proc/${pid}/task/${pid}/children`) ?? '';
  return text
    .split(' ')
    .filter((word) => word !== '')
    .map(Number);
}

function read(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
