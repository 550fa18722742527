import { digestJson, type Evidence, type PluginManifest, type ReleaseEvidence } from '@gatehouse/contracts';
import type { PluginRun } from './run-plugin.ts';

/** The long form of an evidence entry: what a run measured, bound to the plugin, the configuration and the inputs. */
export function evidenceOf(
  run: PluginRun,
  about: { id: string; manifest: PluginManifest; subject: string; config: unknown; measuredAt: string },
): Evidence {
  const { name, version, digest } = about.manifest;
  const bound = {
    schema: 'gatehouse/evidence@1' as const,
    id: about.id,
    plugin: { name, version, digest },
    subject: about.subject,
    config_digest: digestJson(about.config),
    measured_at: about.measuredAt,
    inputs: run.inputs,
  };
  if ('error' in run) {
    const nothing = { examined: 0, methods: {}, measurements: [], headline: {}, details: {} };
    return { ...bound, status: 'error', error: run.error, ...nothing };
  }
  const { examined, methods, measurements, headline = {}, details = {} } = run.measured;
  return { ...bound, status: 'measured', examined, methods, measurements, headline, details };
}

/** The short form in release.yaml. `digest` is that of the bytes of evidence/<id>.json. */
export function entryOf(evidence: Evidence, digest: string): ReleaseEvidence {
  const { id, plugin, status, examined, measured_at, headline } = evidence;
  const entry = { id, plugin: plugin.name, version: plugin.version, status, examined, measured_at, digest };
  return Object.keys(headline).length === 0 ? entry : { ...entry, headline };
}
