/** Small reports of each tool, in its own shape, that name the same vulnerability: CVE-2021-44906 of minimist 1.2.5. */
export const trivy = (vulnerabilities: object[], more: object = {}) => ({
  SchemaVersion: 2,
  Trivy: { Version: '0.67.0' },
  CreatedAt: '2026-11-02T10:00:00.123456789+01:00',
  ArtifactName: 'registry.example.org/ledger:1.4.0',
  ArtifactType: 'container_image',
  Metadata: {
    OS: { Family: 'alpine', Name: '3.22' },
    ImageID: `sha256:${'a'.repeat(64)}`,
    RepoDigests: [`registry.example.org/ledger@sha256:${'b'.repeat(64)}`],
  },
  Results: [
    {
      Target: 'app/package-lock.json',
      Class: 'lang-pkgs',
      Type: 'npm',
      Packages: [
        { Name: 'minimist', Version: '1.2.5', Identifier: { PURL: 'pkg:npm/minimist@1.2.5' } },
        { Name: 'left-pad', Version: '1.3.0', Identifier: { PURL: 'pkg:npm/left-pad@1.3.0' } },
      ],
      Vulnerabilities: vulnerabilities,
      ...more,
    },
  ],
});

export const minimist = {
  VulnerabilityID: 'CVE-2021-44906',
  VendorIDs: ['GHSA-xvch-5gv4-984h'],
  PkgName: 'minimist',
  PkgIdentifier: { PURL: 'pkg:npm/minimist@1.2.5' },
  InstalledVersion: '1.2.5',
  FixedVersion: '1.2.6, 0.2.4',
  Status: 'fixed',
  Severity: 'CRITICAL',
};

export const match = {
  vulnerability: {
    id: 'GHSA-xvch-5gv4-984h',
    severity: 'High',
    fix: { versions: ['1.2.6'], state: 'fixed' },
  },
  relatedVulnerabilities: [{ id: 'CVE-2021-44906' }],
  artifact: {
    name: 'minimist',
    version: '1.2.5',
    type: 'npm',
    purl: 'pkg:npm/minimist@1.2.5',
    locations: [{ path: '/app/node_modules/minimist/package.json' }],
  },
};

export const grype = (matches: object[], ignoredMatches: object[] = []) => ({
  matches,
  ignoredMatches,
  source: {
    type: 'image',
    target: { userInput: 'ledger:1.4.0', manifestDigest: `sha256:${'b'.repeat(64)}` },
  },
  descriptor: {
    name: 'grype',
    version: '0.121.2',
    timestamp: '2026-11-02T12:00:00Z',
    db: { status: { schemaVersion: 'v6.1.0', built: '2026-10-30T12:00:00Z', valid: true } },
  },
});

export const osv = {
  results: [
    {
      source: { path: '/srv/app/package-lock.json', type: 'lockfile' },
      packages: [
        {
          package: { name: 'minimist', version: '1.2.5', ecosystem: 'npm' },
          vulnerabilities: [
            {
              id: 'GHSA-xvch-5gv4-984h',
              aliases: ['CVE-2021-44906'],
              affected: [
                {
                  package: { name: 'minimist', ecosystem: 'npm' },
                  ranges: [{ events: [{ introduced: '0' }, { fixed: '1.2.6' }] }],
                },
              ],
            },
          ],
          groups: [{ ids: ['GHSA-xvch-5gv4-984h'], aliases: ['CVE-2021-44906'], max_severity: '9.8' }],
        },
      ],
    },
  ],
};

export const npm = {
  auditReportVersion: 2,
  vulnerabilities: {
    minimist: {
      name: 'minimist',
      severity: 'critical',
      via: [
        {
          source: 1097677,
          name: 'minimist',
          url: 'https://github.com/advisories/GHSA-xvch-5gv4-984h',
          severity: 'critical',
          range: '>=1.0.0 <1.2.6',
        },
      ],
      nodes: ['node_modules/minimist'],
      fixAvailable: true,
    },
    mkdirp: {
      name: 'mkdirp',
      severity: 'critical',
      via: ['minimist'],
      nodes: ['node_modules/mkdirp'],
      fixAvailable: true,
    },
  },
  metadata: {
    vulnerabilities: { info: 0, low: 0, moderate: 0, high: 0, critical: 2, total: 2 },
    dependencies: { prod: 40, dev: 2, optional: 0, peer: 0, peerOptional: 0, total: 41 },
  },
};

export const pnpm = {
  actions: [],
  advisories: {
    '1097677': {
      findings: [{ version: '1.2.5', paths: ['.>mkdirp>minimist'] }],
      module_name: 'minimist',
      severity: 'critical',
      patched_versions: '>=1.2.6',
      github_advisory_id: 'GHSA-xvch-5gv4-984h',
      cves: ['CVE-2021-44906'],
    },
  },
  muted: [],
  metadata: {
    vulnerabilities: { info: 0, low: 0, moderate: 0, high: 0, critical: 1 },
    dependencies: 41,
    totalDependencies: 41,
  },
};

export const pip = {
  dependencies: [
    {
      name: 'Jinja2',
      version: '2.4.1',
      vulns: [{ id: 'PYSEC-2014-8', fix_versions: ['2.7.2'], aliases: ['CVE-2014-1402'] }],
    },
    { name: 'flask', version: '3.1.0', vulns: [] },
    { name: 'own', skip_reason: 'Dependency not found on PyPI' },
  ],
  fixes: [],
};

export const snyk = {
  ok: false,
  vulnerabilities: ['a', 'b'].map((parent) => ({
    id: 'SNYK-JS-MINIMIST-2429795',
    packageName: 'minimist',
    version: '1.2.5',
    severity: 'medium',
    identifiers: { CVE: ['CVE-2021-44906'], CWE: ['CWE-1321'], GHSA: ['GHSA-xvch-5gv4-984h'] },
    fixedIn: ['0.2.4', '1.2.6'],
    from: ['ledger@1.4.0', `${parent}@1.0.0`, 'minimist@1.2.5'],
  })),
  filtered: { ignore: [], patch: [] },
  packageManager: 'npm',
  dependencyCount: 41,
  uniqueCount: 1,
  projectName: 'ledger',
};

export const cyclonedx = (vulnerabilities: object[] | undefined, tool = 'trivy') => ({
  bomFormat: 'CycloneDX',
  specVersion: '1.6',
  metadata: {
    timestamp: '2026-11-01T09:00:00Z',
    tools: { components: [{ type: 'application', name: tool, version: '1.0.0' }] },
    component: { type: 'container', name: 'ledger', purl: `pkg:oci/ledger@sha256%3A${'b'.repeat(64)}` },
  },
  components: [
    { type: 'operating-system', name: 'alpine', version: '3.22' },
    {
      ...{ 'bom-ref': 'outer', type: 'library', name: 'outer', version: '1.0.0' },
      components: [
        {
          'bom-ref': 'm',
          type: 'library',
          name: 'minimist',
          version: '1.2.5',
          purl: 'pkg:npm/minimist@1.2.5',
        },
      ],
    },
  ],
  ...(vulnerabilities && { vulnerabilities }),
});

export const rated = {
  id: 'CVE-2021-44906',
  ratings: [
    { severity: 'medium', source: { name: 'ghsa' } },
    { score: 9.8, method: 'CVSSv31' },
  ],
  recommendation: 'Upgrade minimist to version 1.2.6',
  affects: [{ ref: 'm' }],
};
