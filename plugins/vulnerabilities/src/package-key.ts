import { PackageURL } from 'packageurl-js';
import type { Package } from './scan.ts';

/** What tools and OSV call an ecosystem, by the type of a package URL (the purl specification's list of types). */
const types: Record<string, string> = {
  ...named('npm', 'yarn', 'pnpm', 'bun', 'node-pkg', 'javascript'),
  ...named('pypi', 'pip', 'pipenv', 'poetry', 'uv', 'python', 'python-pkg'),
  ...named('golang', 'go', 'gomod', 'gomodules', 'gobinary', 'go-module', 'govendor'),
  ...named('cargo', 'crates.io', 'rust-crate', 'rustbinary'),
  ...named('maven', 'pom', 'jar', 'gradle', 'sbt', 'java-archive'),
  ...named('nuget', 'dotnet', 'dotnet-core', 'dotnet-deps', 'packages-props'),
  ...named('gem', 'rubygems', 'bundler', 'gemspec'),
  ...named('composer', 'packagist', 'php-composer', 'composer-vendor'),
  ...named('apk', 'alpine', 'wolfi', 'chainguard', 'minimos'),
  ...named('deb', 'debian', 'ubuntu', 'echo'),
  ...named(
    'rpm',
    'redhat',
    'red hat',
    'rocky',
    'rocky linux',
    'alma',
    'almalinux',
    'centos',
    'fedora',
    'amazon',
  ),
  ...named('rpm', 'oracle', 'photon', 'suse', 'opensuse', 'azurelinux', 'cbl-mariner'),
  ...named('conan', 'conancenter'),
  ...named('swift', 'swifturl'),
};

/** Their packages are those of a distribution, which their namespace names. */
const systems = new Set(['apk', 'deb', 'rpm']);

/**
 * A package by its package URL, or else by ecosystem, name and version. The key leaves out what tools write differently:
 * qualifiers, the distribution, the epoch of a version, the `v` of Go, and how Python spells names (PEP 503).
 */
export function packageOf({
  purl,
  ecosystem = '',
  name,
  version,
}: {
  purl?: string | undefined;
  ecosystem?: string | undefined;
  name: string;
  version?: string | undefined;
}): Package {
  const url = parsePurl(purl);
  // OSV names a distribution with its version, as in Debian:12.
  const plain = ecosystem.toLowerCase().split(':')[0] as string;
  const type = url?.type ?? (Object.hasOwn(types, plain) ? (types[plain] as string) : plain);
  const full = url ? [url.namespace, url.name].filter(Boolean).join('/') : name;
  const installed = version ?? url?.version ?? undefined;
  return {
    key: JSON.stringify([type, plainName(type, full), plainVersion(type, installed)]),
    name,
    version: installed,
  };
}

/** The key of the same package in whatever version, for tools that do not say which is installed. */
export function keyOfAnyVersion(key: string): string {
  const [type, name] = JSON.parse(key) as string[];
  return JSON.stringify([type, name, '']);
}

function parsePurl(purl: string | undefined): PackageURL | undefined {
  if (purl === undefined) return undefined;
  try {
    return PackageURL.fromString(purl);
  } catch {
    // What is no package URL says nothing; name and version still do.
    return undefined;
  }
}

function plainName(type: string, name: string): string {
  if (type === 'pypi') return name.toLowerCase().replaceAll(/[-_.]+/g, '-');
  if (type === 'maven') return name.replace(':', '/');
  if (systems.has(type)) return name.slice(name.lastIndexOf('/') + 1).toLowerCase();
  return type === 'golang' ? name : name.toLowerCase();
}

function plainVersion(type: string, version = ''): string {
  if (type === 'golang') return version.replace(/^v(?=\d)/, '');
  return systems.has(type) ? version.replace(/^\d+:/, '') : version;
}

function named(type: string, ...names: string[]): Record<string, string> {
  return Object.fromEntries(names.map((name) => [name, type]));
}
