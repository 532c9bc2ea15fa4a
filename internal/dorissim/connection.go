// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package dorissim

import (
	"errors"
	"fmt"
	"net"
	"strings"

	"github.com/go-mysql-org/go-mysql/mysql"
	mysqlserver "github.com/go-mysql-org/go-mysql/server"

	"github.com/terraform-doris/terraform-provider-doris/internal/dorissim/profile"
	"github.com/terraform-doris/terraform-provider-doris/internal/dorissim/result"
)

// connection is one client: the MySQL protocol around a session.
type connection struct {
	server  *Server
	raw     net.Conn
	wire    *mysqlserver.Conn
	session *session
}

// errCut says that the connection was broken on purpose.
var errCut = errors.New("connection broken")

func (c *connection) serve() {
	defer c.server.running.Done()
	defer func() {
		_ = c.raw.Close()
		c.server.mu.Lock()
		delete(c.server.conns, c)
		c.server.mu.Unlock()
	}()
	wire, err := c.server.protocol.NewCustomizedConn(c.raw, c, c)
	if err != nil {
		return
	}
	c.wire = wire
	for wire.HandleCommand() == nil && !wire.Closed() {
	}
}

// GetCredential finds a user's password. Every stranger has one that nobody knows, so that the answer is 1045 (DORIS.md "Error codes").
func (c *connection) GetCredential(name string) (mysqlserver.Credential, bool, error) {
	credential := mysqlserver.Credential{AuthPluginName: mysql.AUTH_NATIVE_PASSWORD}
	if u := c.server.findUser(name); u != nil {
		credential.Passwords = []string{u.password}
	} else {
		credential.Passwords = []string{string(mysql.RandomBuf(20))}
	}
	return credential, true, nil
}

// passwords compares what a client sends with the account's password.
type passwords struct {
	mysqlserver.DefaultAuthenticationProvider
	server *Server
}

// Authenticate refuses a password for an account without one, which the library does not compare.
func (p *passwords) Authenticate(wire *mysqlserver.Conn, plugin string, data []byte) error {
	if u := p.server.findUser(wire.GetUser()); u != nil && u.password == "" && len(data) > 1 {
		return mysqlserver.ErrAccessDenied
	}
	return p.DefaultAuthenticationProvider.Authenticate(wire, plugin, data)
}

// OnAuthSuccess gives the session its user.
func (c *connection) OnAuthSuccess(wire *mysqlserver.Conn) error {
	c.session.user = wire.GetUser()
	return nil
}

// OnAuthFailure has nothing to do: the client is told by the protocol.
func (c *connection) OnAuthFailure(*mysqlserver.Conn, error) {}

// UseDB is COM_INIT_DB and the database of the handshake; an unknown one is 1049 on every line (DORIS.md "The MySQL protocol").
func (c *connection) UseDB(name string) error {
	err := c.server.use(c.session, strings.Clone(name))
	if err == nil {
		return nil
	}
	if doris, ok := errors.AsType[*profile.Error](err); ok && !c.server.catalog.HasDatabase(name) {
		return &mysql.MyError{Code: mysql.ER_BAD_DB_ERROR, State: "42000", Message: doris.Message}
	}
	return wireError(err)
}

// HandleQuery is COM_QUERY: one or more statements (DORIS.md "One statement, one text"). A client without CLIENT_MULTI_STATEMENTS sees the last
// result only.
func (c *connection) HandleQuery(text string) (*mysql.Result, error) {
	results, err := c.server.runText(c.session, strings.Clone(text))
	if errors.Is(err, errCut) {
		_ = c.raw.Close()
		return nil, err
	}
	if c.wire != nil && c.wire.HasCapability(mysql.CLIENT_MULTI_STATEMENTS) && len(results) > 1 {
		if err := c.writeAllButLast(results); err != nil {
			return nil, err
		}
	}
	if err != nil {
		return nil, wireError(err)
	}
	if len(results) == 0 {
		return nil, nil
	}
	return wireResult(results[len(results)-1]), nil
}

func (c *connection) writeAllButLast(results []*result.Result) error {
	c.wire.SetStatus(mysql.SERVER_MORE_RESULTS_EXISTS)
	defer c.wire.UnsetStatus(mysql.SERVER_MORE_RESULTS_EXISTS)
	for _, r := range results[:len(results)-1] {
		if err := c.wire.WriteValue(wireResult(r)); err != nil {
			return err
		}
	}
	return nil
}

// HandleFieldList is COM_FIELD_LIST, which old clients send for completion; it knows no fields.
func (c *connection) HandleFieldList(string, string) ([]*mysql.Field, error) { return nil, nil }

// HandleStmtPrepare refuses COM_STMT_PREPARE with the words that a frontend has for statements of its own (DORIS.md "One statement, one text").
func (c *connection) HandleStmtPrepare(string) (int, int, any, error) {
	return 0, 0, nil, wireError(c.server.profile.Err(profile.Analysis,
		"Forward master command is not supported for prepare statement"))
}

// HandleStmtExecute is never reached, because nothing can be prepared.
func (c *connection) HandleStmtExecute(any, string, []any) (*mysql.Result, error) {
	return nil, mysql.NewError(mysql.ER_UNKNOWN_STMT_HANDLER, "msg: Not Found prepared statement")
}

// HandleStmtClose has nothing to close.
func (c *connection) HandleStmtClose(any) error { return nil }

// HandleOtherCommand answers the other commands: COM_RESET_CONNECTION (0x1f) starts the session anew.
func (c *connection) HandleOtherCommand(command byte, _ []byte) error {
	const resetConnection = 0x1f
	switch command {
	case resetConnection:
		c.server.resetSession(c.session)
		return nil
	case mysql.COM_SET_OPTION, mysql.COM_STATISTICS:
		return nil
	}
	return mysql.NewError(mysql.ER_UNKNOWN_COM_ERROR, fmt.Sprintf("Unsupported command(%d)", command))
}

// wireError makes an error packet of an error.
func wireError(err error) error {
	if doris, ok := errors.AsType[*profile.Error](err); ok {
		return &mysql.MyError{Code: doris.Code, State: doris.State, Message: doris.Message}
	}
	return &mysql.MyError{Code: mysql.ER_UNKNOWN_ERROR, State: "HY000", Message: err.Error()}
}

// wireResult makes a text result set; all columns are strings (DORIS.md "Values of columns").
func wireResult(r *result.Result) *mysql.Result {
	if r == nil || r.Columns == nil {
		return nil
	}
	set := &mysql.Resultset{FieldNames: map[string]int{}}
	for i, name := range r.Columns {
		set.FieldNames[name] = i
		set.Fields = append(set.Fields, &mysql.Field{
			Name: []byte(name), Type: mysql.MYSQL_TYPE_VAR_STRING, Charset: 33, ColumnLength: 1 << 16,
		})
	}
	for _, row := range r.Rows {
		var data []byte
		for _, value := range row {
			if value == nil {
				data = append(data, 0xfb)
			} else {
				data = append(data, mysql.PutLengthEncodedString([]byte(*value))...)
			}
		}
		set.RowDatas = append(set.RowDatas, data)
	}
	return mysql.NewResult(set)
}
