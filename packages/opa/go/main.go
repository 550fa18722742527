// OPA for Gatehouse: one request as JSON on stdin, one answer as JSON on stdout. It is built for wasip1 and runs in
// Node without any folder, environment or network. It is a reactor, of which run-opa.mjs calls answer: a program would end
// by an exception through its own frames, on which Node 20 breaks down after a long run.
package main

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"runtime/debug"

	"github.com/open-policy-agent/opa/v1/util"
)

type source struct {
	Path string `json:"path"`
	Text string `json:"text"`
}

type request struct {
	Operations []operation `json:"operations"`
}

type operation struct {
	Do           string                     `json:"do"`
	Sources      []source                   `json:"sources"`
	Entrypoints  []string                   `json:"entrypoints"`
	Capabilities json.RawMessage            `json:"capabilities"`
	Schemas      map[string]json.RawMessage `json:"schemas"`
	Data         json.RawMessage            `json:"data"`
	Run          string                     `json:"run"`
	Strict       bool                       `json:"strict"`
}

type answer struct {
	Value  any       `json:"value,omitempty"`
	Errors []problem `json:"errors,omitempty"`
}

var operations = map[string]func(operation) (any, error){
	"version":      version,
	"capabilities": nativeCapabilities,
	"check":        check,
	"format":       formatSources,
	"compile":      compileWasm,
	"annotations":  annotations,
	"prepare":      prepare,
	"test":         test,
	"coverage":     coverage,
}

func main() {}

func init() {
	// The process lives for one request, and collecting garbage was a quarter of its time: collect only when memory
	// gets short.
	debug.SetGCPercent(-1)
	debug.SetMemoryLimit(768 << 20)
}

//go:wasmexport answer
func serve() {
	input, err := io.ReadAll(os.Stdin)
	if err != nil {
		fail(err)
	}
	var asked request
	if err := util.UnmarshalJSON(input, &asked); err != nil {
		fail(err)
	}
	answers := make([]answer, 0, len(asked.Operations))
	for _, one := range asked.Operations {
		answers = append(answers, run(one))
	}
	if err := json.NewEncoder(os.Stdout).Encode(map[string]any{"answers": answers}); err != nil {
		fail(err)
	}
}

func run(one operation) answer {
	do, known := operations[one.Do]
	if !known {
		return answer{Errors: []problem{{Code: "opa_unknown_operation", Message: "no operation " + one.Do}}}
	}
	value, err := do(one)
	if err != nil {
		return answer{Errors: problems(err)}
	}
	return answer{Value: value}
}

func fail(err error) {
	fmt.Fprintln(os.Stderr, err)
	os.Exit(1)
}
