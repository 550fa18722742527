export { decodeEntities } from './decode-entities.ts';
export { type Element, parseXml } from './parse-xml.ts';
