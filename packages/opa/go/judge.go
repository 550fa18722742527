package main

import (
	"runtime"
	"slices"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/format"
	versions "github.com/open-policy-agent/opa/v1/version"
)

func version(operation) (any, error) {
	names := []string{}
	for _, one := range nativeBuiltins {
		names = append(names, one.Name)
	}
	slices.Sort(names)
	return map[string]any{"opa": versions.Version, "go": runtime.Version(), "builtins": names}, nil
}

func check(one operation) (any, error) {
	modules, _, err := compiled(one)
	if err != nil {
		return nil, err
	}
	return map[string]any{"modules": len(modules)}, nil
}

// compiled parses and compiles as `opa check` does.
func compiled(one operation) (map[string]*ast.Module, *ast.Compiler, error) {
	capabilities, err := capabilitiesOf(one)
	if err != nil {
		return nil, nil, err
	}
	modules, err := parse(one.Sources, capabilities)
	if err != nil {
		return nil, nil, err
	}
	compiler, err := checked(one, modules, capabilities)
	return modules, compiler, err
}

func checked(one operation, modules map[string]*ast.Module, capabilities *ast.Capabilities) (*ast.Compiler, error) {
	compiler, err := compilerFor(one, capabilities)
	if err != nil {
		return nil, err
	}
	if compiler.Compile(modules); compiler.Failed() {
		return nil, compiler.Errors
	}
	return compiler, nil
}

func formatSources(one operation) (any, error) {
	if err := distinct(one.Sources); err != nil {
		return nil, err
	}
	formatted := make([]source, 0, len(one.Sources))
	var failed problemList
	for _, file := range one.Sources {
		text, err := format.SourceWithOpts(file.Path, []byte(file.Text), format.Opts{RegoVersion: ast.RegoV1})
		if err != nil {
			failed = append(failed, problems(err)...)
		}
		formatted = append(formatted, source{Path: file.Path, Text: string(text)})
	}
	if len(failed) > 0 {
		return nil, failed
	}
	return formatted, nil
}
