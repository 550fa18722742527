package main

import "github.com/open-policy-agent/opa/v1/ast"

// The builtins that OPA's wasm runtime brings itself (builtinsFunctions in OPA's internal/compiler/wasm). All are
// pure: no clock, no randomness, no network. Anything else would need the host, and is refused when compiling.
var nativeBuiltins = []*ast.Builtin{
	ast.Abs,
	ast.All,
	ast.And,
	ast.Any,
	ast.ArrayConcat,
	ast.ArrayFlatten,
	ast.ArrayReverse,
	ast.ArraySlice,
	ast.Base64Decode,
	ast.Base64Encode,
	ast.Base64IsValid,
	ast.Base64UrlDecode,
	ast.Base64UrlEncode,
	ast.BitsAnd,
	ast.BitsNegate,
	ast.BitsOr,
	ast.BitsShiftLeft,
	ast.BitsShiftRight,
	ast.BitsXOr,
	ast.Ceil,
	ast.Concat,
	ast.Contains,
	ast.Count,
	ast.Divide,
	ast.EndsWith,
	ast.Equal,
	ast.Floor,
	ast.FormatInt,
	ast.GlobMatch,
	ast.GreaterThan,
	ast.GreaterThanEq,
	ast.IndexOf,
	ast.InternalTemplateString,
	ast.Intersection,
	ast.IsArray,
	ast.IsBoolean,
	ast.IsNull,
	ast.IsNumber,
	ast.IsObject,
	ast.IsSet,
	ast.IsString,
	ast.JSONFilter,
	ast.JSONIsValid,
	ast.JSONMarshal,
	ast.JSONRemove,
	ast.JSONUnmarshal,
	ast.LessThan,
	ast.LessThanEq,
	ast.Lower,
	ast.Max,
	ast.Member,
	ast.MemberWithKey,
	ast.Min,
	ast.Minus,
	ast.Multiply,
	ast.NetCIDRContains,
	ast.NetCIDRIntersects,
	ast.NetCIDROverlap,
	ast.NotEqual,
	ast.NumbersRange,
	ast.ObjectFilter,
	ast.ObjectGet,
	ast.ObjectKeys,
	ast.ObjectRemove,
	ast.ObjectUnion,
	ast.ObjectUnionN,
	ast.Or,
	ast.Plus,
	ast.Product,
	ast.ReachableBuiltin,
	ast.RegexFindAllStringSubmatch,
	ast.RegexIsValid,
	ast.RegexMatch,
	ast.RegexMatchDeprecated,
	ast.Rem,
	ast.Replace,
	ast.ReplaceN,
	ast.Round,
	ast.SetDiff,
	ast.Sort,
	ast.Split,
	ast.StartsWith,
	ast.StringReverse,
	ast.Substring,
	ast.Sum,
	ast.ToNumber,
	ast.Trim,
	ast.TrimLeft,
	ast.TrimPrefix,
	ast.TrimRight,
	ast.TrimSpace,
	ast.TrimSuffix,
	ast.TypeNameBuiltin,
	ast.Union,
	ast.Upper,
	ast.WalkBuiltin,
}

// native gives the capabilities that policies may use: native builtins, and the language's own features.
func native() *ast.Capabilities {
	allowed := map[string]bool{}
	for _, one := range nativeBuiltins {
		allowed[one.Name] = true
	}
	// Operators that the compiler rewrites, and never calls by name.
	for _, one := range []*ast.Builtin{ast.Assign, ast.Equality, ast.InternalPrint, ast.Print} {
		allowed[one.Name] = true
	}
	whole := ast.CapabilitiesForThisVersion()
	kept := make([]*ast.Builtin, 0, len(allowed))
	for _, one := range whole.Builtins {
		if allowed[one.Name] {
			kept = append(kept, one)
		}
	}
	whole.Builtins = kept
	whole.AllowNet = []string{}
	return whole
}

// nativeCapabilities writes allow_net out: OPA leaves an empty list away, and without a list it would allow any host.
func nativeCapabilities(operation) (any, error) {
	return struct {
		*ast.Capabilities
		AllowNet []string `json:"allow_net"`
	}{native(), []string{}}, nil
}
