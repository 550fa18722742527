import { arch, cpus, release, type } from 'node:os';
import { runCommand } from './run-command.ts';

/** What the runs ran on. Versions are null where a program is not on PATH or does not say. */
export async function describeEnvironment(folder: string): Promise<Record<string, unknown>> {
  const [processor] = cpus();
  const [node, python3] = await Promise.all(['node', 'python3'].map((program) => versionOf(program, folder)));
  return {
    os: type(),
    os_release: release(),
    arch: arch(),
    processor: processor?.model ?? null,
    processors: cpus().length,
    node,
    python3,
  };
}

async function versionOf(program: string, folder: string): Promise<string | null> {
  const environment = { PATH: process.env.PATH ?? '', HOME: folder, LC_ALL: 'C' };
  const { how, tail } = await runCommand([program, '--version'], { folder, environment, seconds: 10 });
  return how === 'well' ? (tail[0] ?? null) : null;
}
