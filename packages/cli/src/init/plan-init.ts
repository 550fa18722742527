import { lstatSync, readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { GatehouseError, type TrustRoot } from '@gatehouse/contracts';
import { allowedSignersPath, lockPath, settingsPath } from '@gatehouse/facts';
import { allowedSigners, trustRootPath } from '@gatehouse/signoff';
import type { Host } from '../host.ts';
import { makeLock } from './make-lock.ts';
import { readStockPolicies } from './stock-policies.ts';

/** Files that `gate init` writes, and why. Nothing else is touched, and none of them is there yet. */
export interface Part {
  why: string;
  files: { path: string; bytes: string | Buffer }[];
}

export type Forge = 'github' | 'gitlab' | 'none';

/** The files that are written for a forge, by the name of their template. */
const workflows: Record<Forge, Record<string, string>> = {
  github: {
    'github.yml': '.github/workflows/gate.yml',
    'github-measure.yml': '.github/workflows/measure.yml',
  },
  gitlab: { 'gitlab.yml': '.gitlab/gate.yml' },
  none: {},
};

export interface InitPlan {
  /** The folder of the repository. */
  root: string;
  target: string;
  forge: Forge;
  trustRoot: { root: TrustRoot; text: string };
}

/** All that is written. Throws `refused.exists` where something is in the way, and what `makeLock` throws. */
export async function planInit(host: Host, { root, target, forge, trustRoot }: InitPlan): Promise<Part[]> {
  refuseExisting(root, forge);
  const stock = await readStockPolicies(host.home);
  const template = (name: string) => readFile(join(dirname(host.files.template), 'init', name), 'utf8');
  const fill = async (name: string) =>
    (await template(name))
      .replaceAll('TARGET', target)
      .replaceAll('ENGINE', `${host.packed?.package}@${host.packed?.version}`)
      .replaceAll('PLUGINS', `@gatehouse/plugins@${host.packed?.version}`);
  const attributes = await template('gitattributes');
  const ci = Object.entries(workflows[forge]);
  const settings = (await template('gatehouse.yaml'))
    .replace('TARGET', JSON.stringify(target))
    .replace('GOVERNED', `[${ci.map(([, path]) => path).join(', ')}]`);
  return [
    {
      why: 'the target branch, and what is governed',
      files: [{ path: settingsPath, bytes: settings }],
    },
    {
      why: 'the engine, policies and plugins, by version and digest',
      files: [{ path: lockPath, bytes: await makeLock(host, stock) }],
    },
    {
      why: 'the policies as they come with the engine: leave them unedited; rules of your own go into packs/',
      files: [...stock].map(([path, bytes]) => ({ path: `policies/${path}`, bytes })),
    },
    {
      why: 'how strictly each of your services is judged: yours to fill in',
      files: [{ path: 'policies/services.yaml', bytes: await template('services.yaml') }],
    },
    {
      why: 'who may sign: you, until you add others',
      files: [
        { path: trustRootPath, bytes: trustRoot.text },
        { path: allowedSignersPath, bytes: allowedSigners(trustRoot.root) },
      ],
    },
    {
      why: 'no byte of a release or a policy changes on checkout',
      files: ['releases', 'policies'].map((folder) => ({
        path: `${folder}/.gitattributes`,
        bytes: attributes,
      })),
    },
    ...(ci.length === 0
      ? []
      : [{ why: 'the gate in CI, and a job that measures as a bot', files: await readTemplates(ci, fill) }]),
  ];
}

async function readTemplates(
  names: readonly [template: string, path: string][],
  fill: (template: string) => Promise<string>,
): Promise<Part['files']> {
  return Promise.all(names.map(async ([template, path]) => ({ path, bytes: await fill(template) })));
}

// git knows no empty folders.
function isInTheWay(path: string): boolean {
  const about = lstatSync(path, { throwIfNoEntry: false });
  return about !== undefined && !(about.isDirectory() && readdirSync(path).length === 0);
}

function refuseExisting(root: string, forge: Forge): void {
  const wanted = [settingsPath, lockPath, 'policies', 'releases', ...Object.values(workflows[forge])];
  const found = wanted.filter((path) => isInTheWay(join(root, path)));
  if (found.length === 0) return;
  throw new GatehouseError('refused.exists', `there is ${found.join(', ')} already`, {
    hint: found.includes(settingsPath)
      ? 'This repository has its gate. To begin anew, take it away first, with all of these.'
      : 'The gate keeps its files there, and overwrites nothing: move what is there. (Without the workflows: --forge none.)',
    place: { file: found[0] as string },
  });
}
