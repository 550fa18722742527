import Ajv2020 from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';

// One place for the options of ajv, for the schemas compiled ahead of time and for those met at run time.
export function createAjv(options = {}) {
  const ajv = new Ajv2020.default({
    allErrors: true,
    strict: true,
    strictRequired: false,
    strictTypes: false,
    allowUnionTypes: true,
    ...options,
  });
  addFormats.default(ajv, ['date', 'date-time', 'uri']);
  ajv.addFormat('path', /^(?![/\\])(?!.*[\\\0])(?!.*\/\/)\S(?:.*\S)?$/);
  ajv.addFormat('reference', /^(https:\/\/\S+|(?![/\\])(?![a-z]+:)[^\\\0]+)$/);
  ajv.addFormat('input-path', /^(?![/\\])(?!.*[\\\0])(?!.*\/\/)\S(?:.*\S)?$/);
  return ajv;
}
