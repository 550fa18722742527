import type { Severity } from './severity.ts';

export interface Package {
  /** Equal for one package of one version, whichever tool names it: see packageKey. */
  key: string;
  name: string;
  /** Undefined where a tool does not say which version is installed. */
  version: string | undefined;
}

/** A vulnerability in a package, as one entry of a report says it. */
export interface Finding {
  package: Package;
  /** The tool's own id first, then others that name the very same vulnerability. */
  ids: string[];
  /** All CVEs that the entry names, also where they are more than one vulnerability. */
  cves: string[];
  severity: Severity;
  /** Versions that mend it. */
  fixed: string[];
  /** Also true where a fix exists, and its version is not said. */
  isFixable: boolean;
  path: string | undefined;
  /** Why its tool does not count it; undefined where it does. */
  suppressed?: string;
}

/** What a report says of itself. */
export interface About {
  tool: string;
  version?: string | undefined;
  /** When the scan ran, and when its database was built, as an ISO date. */
  scanned_at?: string | undefined;
  database_built?: string | undefined;
  /** What was scanned: the name of an image, a folder, a lock file. */
  target?: string | undefined;
  /** Digests of the image that was scanned, `sha256:…`. */
  digests?: string[];
}

/** A report, in the words of this plugin. */
export interface Scan {
  about: About;
  findings: Finding[];
  /** Keys of packages that were looked at: those that the report lists, and those with a finding. */
  packages: Set<string>;
  /** How many were looked at, where the report gives their number alone. */
  packageCount?: number;
  /** Packages that the tool says it left out. */
  skipped?: number;
  /** The system is past the end of its support: nobody writes advisories for it any more. */
  isEndOfLife?: boolean;
  /** Why a report without packages may have none, for the note. */
  emptyBecause: string;
  /** What the report says of its findings as a whole, and what they are. */
  totals?: { what: string; said: number; counted: number }[];
}
