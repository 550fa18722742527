// Stands in for packages behind builtins that no policy may use.
export const parse = undefined;
export const parseDocument = undefined;
export const stringify = undefined;
export const sprintf = undefined;
export const vsprintf = undefined;
