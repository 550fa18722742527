import { cpSync, existsSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
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
  cpSync(template, folder, { recursive: true });
  return true;
}

export function keepTemplate(name: string, folder: string): void {
  const template = join(inject('templates'), encodeURIComponent(name));
  // Aside first: two workers may be making the same one.
  const aside = mkdtempSync(`${template}-`);
  cpSync(folder, aside, { recursive: true });
  try {
    renameSync(aside, template);
  } catch {
    rmSync(aside, { recursive: true });
  }
}
