import { type PluginManifest, type Validate, violations } from '@gatehouse/contracts';
import { RunFailure } from './run-failure.ts';

/** Checks a configuration against a plugin's schema. Throws RunFailure `config-invalid` with every violation. */
export async function checkConfig(manifest: PluginManifest, config: unknown): Promise<void> {
  const found = violations(await compile(manifest), config);
  if (found.length === 0) return;
  const words = found.map((violation) => violation.message.replace('the document', 'the configuration'));
  const hints = [...new Set(found.flatMap(({ hint }) => (hint === undefined ? [] : [hint])))];
  throw new RunFailure('config-invalid', words.join('; '), hints.length > 0 ? hints.join(' ') : undefined);
}

// ajv is loaded only when something is validated: most commands never do.
async function compile(manifest: PluginManifest): Promise<Validate> {
  const { createAjv } = await import('@gatehouse/contracts/create-ajv');
  try {
    return createAjv({ logger: false }).compile(manifest.config) as Validate;
  } catch (error) {
    throw new RunFailure(
      'bad-manifest',
      `the plugin's configuration schema can not be used: ${(error as Error).message}`,
    );
  }
}
