// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package dorissim

import (
	"encoding/json"
	"fmt"
	"net/http"
	"sort"
	"strconv"
	"strings"
	"sync"
	"time"
)

// Control is the HTTP control address of the standalone binary: each fault of a Server, and of its S3 server when that is
// embedded, as one POST. GET / lists them. Parameters come in the query or as a form.
type Control struct {
	server *Server
	s3     *S3

	mu    sync.Mutex
	gates map[string]*Gate // what is held, by the path and parameters that asked for it
}

// NewControl makes the control address of a server; objects is nil when the S3 server is another program.
func NewControl(server *Server, objects *S3) *Control {
	return &Control{server: server, s3: objects, gates: map[string]*Gate{}}
}

// controlCommand is one path of the control address.
type controlCommand struct {
	usage string // parameters
	help  string
	run   func(*Control, parameters) error
}

// parameters are those of one request; the first that is missing or wrong is remembered.
type parameters struct {
	request *http.Request
	err     *error
}

func (p parameters) text(name string) string {
	value := p.request.FormValue(name)
	if value == "" && *p.err == nil {
		*p.err = fmt.Errorf("the parameter %s is missing", name)
	}
	return value
}

func (p parameters) number(name string, other int) int {
	value := p.request.FormValue(name)
	if value == "" {
		return other
	}
	n, err := strconv.Atoi(value)
	if err != nil && *p.err == nil {
		*p.err = fmt.Errorf("%s is no number: %q", name, value)
	}
	return n
}

func (p parameters) duration(name string) time.Duration {
	d, err := time.ParseDuration(p.text(name))
	if err != nil && *p.err == nil {
		*p.err = fmt.Errorf("%s is no duration such as 3s: %w", name, err)
	}
	return d
}

func (p parameters) flag(name string) bool {
	on, err := strconv.ParseBool(p.text(name))
	if err != nil && *p.err == nil {
		*p.err = fmt.Errorf("%s is neither true nor false", name)
	}
	return on
}

var controlCommands = map[string]controlCommand{
	"/faults/hold-state": {"kind=backup|restore state=UPLOADING", "keep jobs in a state until /faults/release", func(c *Control, p parameters) error {
		kind, state := p.text("kind"), p.text("state")
		return c.hold(p, "state "+kind+" "+state, func() *Gate { return c.server.HoldState(kind, state) })
	}},
	"/faults/hold-before": {"statement='BACKUP SNAPSHOT'", "hold such statements before they take effect", func(c *Control, p parameters) error {
		statement := p.text("statement")
		return c.hold(p, "before "+statement, func() *Gate { return c.server.HoldBefore(statement) })
	}},
	"/faults/hold-answer": {"statement='BACKUP SNAPSHOT'", "hold the answers of such statements", func(c *Control, p parameters) error {
		statement := p.text("statement")
		return c.hold(p, "answer "+statement, func() *Gate { return c.server.HoldAnswer(statement) })
	}},
	"/faults/release": {"", "let everything go on that is held", func(c *Control, _ parameters) error {
		c.release()
		return nil
	}},
	"/faults/drop-before": {"statement=… n=1", "cut the connection before the statement takes effect", func(c *Control, p parameters) error {
		statement, n := p.text("statement"), p.number("n", 1)
		return p.then(func() { c.server.DropBefore(statement, n) })
	}},
	"/faults/drop-after": {"statement=… n=1", "cut the connection after it took effect, before the answer", func(c *Control, p parameters) error {
		statement, n := p.text("statement"), p.number("n", 1)
		return p.then(func() { c.server.DropAfter(statement, n) })
	}},
	"/faults/delay": {"statement=… d=3s", "answer such statements later; d=0s ends it", func(c *Control, p parameters) error {
		statement, d := p.text("statement"), p.duration("d")
		return p.then(func() { c.server.Delay(statement, d) })
	}},
	"/faults/fail-statement": {"statement=… message=… n=1", "answer such statements with an error", func(c *Control, p parameters) error {
		statement, message, n := p.text("statement"), p.text("message"), p.number("n", 1)
		return p.then(func() { c.server.FailStatement(statement, message, n) })
	}},
	"/faults/fail-tasks": {"kind=… state=… message=…", "let the backends' tasks fail; without message they work again", func(c *Control, p parameters) error {
		kind, state, message := p.text("kind"), p.text("state"), p.request.FormValue("message")
		return p.then(func() { c.server.FailTasks(kind, state, message) })
	}},
	"/faults/refuse": {"on=true|false", "refuse connections, or accept them again", func(c *Control, p parameters) error {
		on := p.flag("on")
		return p.then(func() { c.server.Refuse(on) })
	}},
	"/faults/restart": {"", "kill the frontend and start it again", func(c *Control, p parameters) error {
		return p.then(func() { c.server.Restart() })
	}},
	"/azure/key": {"account=… key=…", "rotate the key of a storage account of Azure", func(c *Control, p parameters) error {
		account, key := p.text("account"), p.text("key")
		return p.then(func() { c.server.AzureKey(account, key) })
	}},
	"/faults/master": {"on=true|false", "make the frontend the master or a follower", func(c *Control, p parameters) error {
		on := p.flag("on")
		return p.then(func() { c.server.SetMaster(on) })
	}},
	"/faults/evict": {"database=…", "forget the finished jobs of a database", func(c *Control, p parameters) error {
		database := p.text("database")
		return p.then(func() { c.server.EvictHistory(database) })
	}},
	"/faults/clock": {"d=-1h", "move the frontend's clock", func(c *Control, p parameters) error {
		d := p.duration("d")
		return p.then(func() { c.server.SetClock(d) })
	}},
	"/exec": {"sql=…", "run statements as root (time zone, privileges, seed)", func(c *Control, p parameters) error {
		text := p.text("sql")
		if *p.err != nil {
			return *p.err
		}
		return c.server.Exec(text)
	}},
	"/s3/rotate": {"access_key=… secret_key=…", "replace the S3 server's keys", func(c *Control, p parameters) error {
		access, secret := p.text("access_key"), p.text("secret_key")
		return c.withS3(p, func() { c.s3.Rotate(access, secret) })
	}},
	"/s3/revoke": {"on=true|false", "answer every S3 request with 403", func(c *Control, p parameters) error {
		on := p.flag("on")
		return c.withS3(p, func() { c.s3.Revoke(on) })
	}},
	"/s3/delete": {"bucket=… prefix=…", "delete the objects under a prefix", func(c *Control, p parameters) error {
		bucket, prefix := p.text("bucket"), p.text("prefix")
		return c.withS3(p, func() { c.s3.Delete(bucket, prefix) })
	}},
}

func (p parameters) then(act func()) error {
	if *p.err == nil {
		act()
	}
	return *p.err
}

func (c *Control) withS3(p parameters, act func()) error {
	if c.s3 == nil {
		return fmt.Errorf("the S3 server is not embedded")
	}
	return p.then(act)
}

func (c *Control) hold(p parameters, what string, gate func() *Gate) error {
	if *p.err != nil {
		return *p.err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.gates[what] == nil {
		c.gates[what] = gate()
	}
	return nil
}

func (c *Control) release() {
	c.mu.Lock()
	defer c.mu.Unlock()
	for what, gate := range c.gates {
		gate.Release()
		delete(c.gates, what)
	}
}

// ServeHTTP answers a request.
func (c *Control) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.Method == http.MethodGet {
		c.read(w, r)
		return
	}
	command, known := controlCommands[r.URL.Path]
	if r.Method != http.MethodPost || !known {
		http.Error(w, "GET / lists what this address can do", http.StatusNotFound)
		return
	}
	var err error
	if failed := command.run(c, parameters{r, &err}); failed != nil {
		http.Error(w, failed.Error()+"\nusage: POST "+r.URL.Path+" "+command.usage, http.StatusBadRequest)
		return
	}
	_, _ = fmt.Fprintln(w, "OK")
}

// read answers the GET requests: the journal, the statements, the help.
func (c *Control) read(w http.ResponseWriter, r *http.Request) {
	switch r.URL.Path {
	case "/journal":
		writeJSON(w, c.server.Journal())
	case "/statements":
		writeJSON(w, c.server.Statements())
	case "/objects":
		if c.s3 == nil {
			http.Error(w, "the S3 server is not embedded", http.StatusBadRequest)
			return
		}
		writeJSON(w, c.s3.Objects(r.FormValue("bucket"), r.FormValue("prefix")))
	case "/":
		_, _ = fmt.Fprint(w, ControlHelp())
	default:
		http.NotFound(w, r)
	}
}

func writeJSON(w http.ResponseWriter, value any) {
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(value)
}

// ControlHelp lists the paths of the control address.
func ControlHelp() string {
	var paths []string
	for path := range controlCommands {
		paths = append(paths, path)
	}
	sort.Strings(paths)
	var text strings.Builder
	text.WriteString("GET  /journal                    all jobs ever submitted\n")
	text.WriteString("GET  /statements                 what clients sent\n")
	text.WriteString("GET  /objects bucket=… prefix=…  keys in the embedded S3 server\n")
	for _, path := range paths {
		command := controlCommands[path]
		fmt.Fprintf(&text, "POST %s %s\n       %s\n", path, command.usage, command.help)
	}
	return text.String()
}
