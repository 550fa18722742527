import { PluginError, parseLargeJson, readReport } from '@gatehouse/plugin-kit';
import { readRun } from './read-run.ts';
import type { Scan } from './scan.ts';
import { isFields, listOf } from './shape.ts';

const largest = 256 * 1024 * 1024;

/** Members of objects in lists that nothing here asks for, and that are most of a report; a snippet may hold a secret. */
const texts = new Set([
  ...[
    'snippet',
    'contextRegion',
    'codeFlows',
    'threadFlows',
    'graphs',
    'graphTraversals',
    'stacks',
    'fixes',
    'help',
  ],
  ...[
    'relatedLocations',
    'fullDescription',
    'markdown',
    'attachments',
    'webRequest',
    'webResponse',
    'contents',
  ],
]);

/** The runs of a SARIF log. Throws PluginError `unknown-format`, `unknown-version`, `results-elsewhere` and others. */
export function readScans(file: string, shown: string): Scan[] {
  const log = parseLargeJson(readReport(file, shown, largest), shown, texts);
  if (!isFields(log) || !Array.isArray(log.runs))
    throw new PluginError(
      'unknown-format',
      `${shown} is no SARIF log: it has no list \`runs\``,
      'Let the tool write SARIF 2.1.0; most scanners can (`--format sarif`, `-f sarif`, `--sarif`).',
    );
  if (log.version !== '2.1.0')
    throw new PluginError(
      'unknown-version',
      `${shown} is SARIF ${JSON.stringify(log.version)?.slice(0, 40)}; 2.1.0 is read`,
      'Write it with a version of the tool that writes the final standard.',
    );
  if (
    listOf(log.inlineExternalProperties, `${shown}: inlineExternalProperties`).some((one) => 'results' in one)
  )
    throw elsewhere(shown);
  const runs = listOf(log.runs, `${shown}: runs`);
  return runs.map((run, index) => {
    if (isFields(run.externalPropertyFileReferences) && 'results' in run.externalPropertyFileReferences)
      throw elsewhere(shown);
    return readRun(run, runs.length > 1 ? `${shown}[${index}]` : shown);
  });
}

function elsewhere(shown: string): PluginError {
  return new PluginError(
    'results-elsewhere',
    `${shown} has results in external properties, which are not read`,
    'Let the tool write all of it into the runs of one file.',
  );
}
