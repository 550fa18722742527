import { basename, dirname } from 'node:path';
import { measureFixture } from '@gatehouse/plugin-kit';
import { type Expected, testCorpus } from '@gatehouse/testing';
import { plugin } from '../src/index.ts';
import { codeOf, numbersOf } from './lineages.ts';

async function judge(file: string, { counted }: Expected): Promise<string | undefined> {
  const measured = measureFixture(plugin, { events: [basename(file)] }, dirname(file));
  const code = await codeOf(measured);
  if (code !== 'measured') return `refused: ${code}`;
  const { events, runs, runs_failed, runs_unfinished } = numbersOf(await measured);
  const found = { events: events?.[1], runs: runs?.[1] };
  const byType = (counted?.by_type ?? {}) as Record<string, number>;
  const failed = (byType.FAIL ?? 0) + (byType.ABORT ?? 0);
  // Each run of these files has at most one event that ends it.
  const isRight =
    found.events === counted?.events &&
    found.runs === counted?.runs &&
    (runs?.[0] ?? 0) === (byType.COMPLETE ?? 0) &&
    (runs_failed?.[0] ?? 0) === failed &&
    (runs_unfinished?.[0] ?? 0) === 0;
  return isRight ? undefined : `found ${JSON.stringify(found)}, expected ${JSON.stringify(counted)}`;
}

const fragment = 'a facet, which is no event';

testCorpus('openlineage', judge, {
  'spec-DataQualityAssertionsDatasetFacet-1.json': fragment,
  'spec-DataQualityMetricsDatasetFacet-1.json': fragment,
  'spec-DataQualityMetricsInputDatasetFacet-1.json': fragment,
  'spec-DatasetVersionDatasetFacet-1.json': fragment,
  'spec-ErrorMessageRunFacet-1.json': fragment,
  'spec-ExtractionErrorRunFacet-1.json': fragment,
  'spec-LineageFacet-dataset-to-dataset.json': fragment,
  'spec-LineageFacet-generator.json': fragment,
  'spec-LineageFacet-job-to-job.json': fragment,
  'spec-LineageFacet-mixed-sources.json': fragment,
  'spec-ParentRunFacet-1.json': fragment,
  'spec-ParentRunFacet-2.json': fragment,
  'spec-ProcessingEngineRunFacet-1.json': fragment,
  'spec-SQLJobFacet-1.json': fragment,
});
