import type { Ajv2020, Options } from 'ajv/dist/2020.js';

/** An ajv with our options and formats. */
export function createAjv(options?: Options): Ajv2020;
