import { type Expected, testCorpus } from '@gatehouse/testing';
import type { Contract } from '../src/contract.ts';
import { readContract } from '../src/read-contract.ts';
import { readYaml } from '../src/read-yaml.ts';

/** Reads each object of a contract; a table for it is not there. */
async function judge(file: string, { counted }: Expected): Promise<string | undefined> {
  const contracts: Contract[] = [];
  try {
    const document = (await readYaml(file, 'contract')) as { schema?: { name: string }[] };
    const names = document.schema?.map(({ name }) => name) ?? [];
    for (const name of names.length === 0 ? [undefined] : names) contracts.push(readContract(document, name));
  } catch (thrown) {
    const { code, message } = thrown as { code?: string; message: string };
    return code === undefined ? `threw ${message}` : `refused: ${code}: ${message}`;
  }
  const rules = contracts.flatMap(({ quality, columns, unchecked }) => [
    ...quality,
    ...columns.flatMap((column) => column.quality),
    ...unchecked.filter(({ why }) => why.startsWith('a rule ')),
  ]);
  const found = { objects: contracts.length, quality_rules: rules.length };
  const isRight = found.objects === counted?.objects && found.quality_rules === counted?.quality_rules;
  return isRight ? undefined : `found ${JSON.stringify(found)}, expected ${JSON.stringify(counted)}`;
}

const noTable = 'it describes no table';

testCorpus('odcs', judge, {
  'basic-four-dpo.odcs.yaml': noTable,
  'kafka-schemaregistry.odcs.yaml': 'its columns stand in a registry',
  'service-and-operational-roles.odcs.yaml': noTable,
});
