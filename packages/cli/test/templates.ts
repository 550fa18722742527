import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inject } from 'vitest';
import type { TestProject } from 'vitest/node';

declare module 'vitest' {
  export interface ProvidedContext {
    templates: string;
  }
}

/** One folder for each run of the tests: what many of them begin with is made once and copied. */
export function setup(project: TestProject): () => void {
  const folder = mkdtempSync(join(project.config.env.TMPDIR ?? tmpdir(), 'gatehouse-templates-'));
  project.provide('templates', folder);
  return () => rmSync(folder, { recursive: true, force: true });
}

/** Makes the folder what it was when it was kept under this name, if it was. */
export function copyTemplate(name: string, folder: string): boolean {
  const template = join(inject('templates'), encodeURIComponent(name));
  if (!existsSync(template)) return false;
  rmSync(folder, { recursive: true });
  copyFolder(template, folder);
  return true;
}

export function keepTemplate(name: string, folder: string): void {
  const template = join(inject('templates'), encodeURIComponent(name));
  // Aside first: two workers may be making the same one.
  const aside = mkdtempSync(`${template}-`);
  copyFolder(folder, aside);
  try {
    renameSync(aside, template);
  } catch {
    rmSync(aside, { recursive: true });
  }
}

// A quarter of what cpSync costs, which looks at each file several times.
function copyFolder(from: string, to: string): void {
  mkdirSync(to, { recursive: true });
  for (const entry of readdirSync(from, { withFileTypes: true })) {
    const [source, target] = [join(from, entry.name), join(to, entry.name)];
    if (entry.isDirectory()) copyFolder(source, target);
    else copyFileSync(source, target);
  }
}
