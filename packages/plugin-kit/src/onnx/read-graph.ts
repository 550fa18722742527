import { bytesIn, type Field, fieldsOf, textsIn, wholesIn, writeBytes } from './protobuf.ts';

// Numbers of fields: onnx.proto of ONNX 1.19.
const model = { graph: 7 };
const graph = { node: 1, initializer: 5, output: 12 };
const node = { input: 1, output: 2, operator: 4, attribute: 5, domain: 7 };
const attribute = { name: 1, wholes: 8, texts: 9 };
const valueInfo = { name: 1, type: 2 };
const tensor = { externalData: 13, location: 14 };
const type = { sequence: 4, map: 5 };
const sequence = { of: 1 };
const map = { value: 2 };

/** A ZipMap operator: it makes a sequence of mappings, one a row, out of a tensor of probabilities. */
export interface ZipMap {
  /** The output of the model that it fills. */
  output: string;
  /** The tensor with the probabilities. */
  tensor: string;
  /** The classes, in the order of the tensor's columns. */
  classes: string[];
}

export interface ReadGraph {
  /** The model, giving the tensors in place of what their ZipMap makes of them. */
  bytes: Uint8Array;
  zipMaps: ZipMap[];
  /** Files beside the model that hold weights, relative to it. */
  external: string[];
}

/**
 * Reads what ONNX Runtime's WebAssembly build can not give: the tensors behind ZipMap operators, which are the default of
 * skl2onnx and of converters for LightGBM; and where external data lies. What is no ONNX model is given back as it is.
 */
export function readGraph(bytes: Uint8Array): ReadGraph {
  try {
    const found = [...fieldsOf(bytes)].find(({ number, wire }) => number === model.graph && wire === 2);
    if (found === undefined) return { bytes, zipMaps: [], external: [] };
    const inner = bytes.subarray(found.start, found.end);
    const zipMaps = findZipMaps(inner);
    const external = findExternal(inner);
    if (zipMaps.length === 0) return { bytes, zipMaps, external };
    const parts = [
      bytes.subarray(0, found.from),
      writeBytes(model.graph, withoutZipMaps(inner, zipMaps)),
      bytes.subarray(found.end),
    ];
    return { bytes: Buffer.concat(parts), zipMaps, external };
  } catch (error) {
    // ONNX Runtime says what is wrong with it.
    if (error instanceof RangeError) return { bytes, zipMaps: [], external: [] };
    throw error;
  }
}

function findZipMaps(inner: Uint8Array): ZipMap[] {
  const outputs = new Set(bytesIn(inner, graph.output).flatMap((one) => textsIn(one, valueInfo.name)));
  return bytesIn(inner, graph.node)
    .filter(isZipMap)
    .flatMap((one) => {
      const [[input], [output]] = [textsIn(one, node.input), textsIn(one, node.output)];
      if (input === undefined || output === undefined || !outputs.has(output)) return [];
      return [{ output, tensor: input, classes: classesOf(one) }];
    });
}

function isZipMap(one: Uint8Array): boolean {
  return textsIn(one, node.operator)[0] === 'ZipMap' && textsIn(one, node.domain)[0] === 'ai.onnx.ml';
}

function classesOf(one: Uint8Array): string[] {
  return bytesIn(one, node.attribute).flatMap((own) => {
    const [name] = textsIn(own, attribute.name);
    if (name === 'classlabels_strings') return textsIn(own, attribute.texts);
    return name === 'classlabels_int64s' ? wholesIn(own, attribute.wholes).map(String) : [];
  });
}

function findExternal(inner: Uint8Array): string[] {
  const locations = bytesIn(inner, graph.initializer)
    .filter((one) => wholesIn(one, tensor.location)[0] === 1n)
    .flatMap((one) => bytesIn(one, tensor.externalData))
    .filter((entry) => textsIn(entry, 1)[0] === 'location')
    .flatMap((entry) => textsIn(entry, 2));
  return [...new Set(locations)];
}

function withoutZipMaps(inner: Uint8Array, zipMaps: readonly ZipMap[]): Uint8Array {
  const given = bytesIn(inner, graph.output).flatMap((one) => textsIn(one, valueInfo.name));
  const replace = (field: Field): Uint8Array => {
    const [whole, content] = [inner.subarray(field.from, field.end), inner.subarray(field.start, field.end)];
    if (field.number === graph.node && isZipMap(content))
      return zipMaps.some(({ output }) => output === textsIn(content, node.output)[0]) ? nothing : whole;
    if (field.number !== graph.output) return whole;
    const zipMap = zipMaps.find(({ output }) => output === textsIn(content, valueInfo.name)[0]);
    if (zipMap === undefined) return whole;
    if (given.includes(zipMap.tensor)) return nothing;
    const name = writeBytes(valueInfo.name, Buffer.from(zipMap.tensor));
    return writeBytes(graph.output, Buffer.concat([name, ...valueTypeOf(content)]));
  };
  return Buffer.concat([...fieldsOf(inner)].map(replace));
}

/** Of a sequence of mappings, the type of their values: that of the tensor that they are made of. */
function valueTypeOf(output: Uint8Array): Uint8Array[] {
  return bytesIn(output, valueInfo.type)
    .flatMap((one) => bytesIn(one, type.sequence))
    .flatMap((one) => bytesIn(one, sequence.of))
    .flatMap((one) => bytesIn(one, type.map))
    .flatMap((one) => bytesIn(one, map.value))
    .map((value) => writeBytes(valueInfo.type, value));
}

const nothing = new Uint8Array();
