// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package acctest

import (
	"database/sql"
	"fmt"
	"strings"
	"time"

	"github.com/go-sql-driver/mysql"
)

// connection is the test's own way into the cluster: what it seeds and checks does not pass through the provider's code.
type connection struct {
	pools []*sql.DB
}

func connect(endpoints []string, username, password string) *connection {
	c := &connection{}
	for _, endpoint := range endpoints {
		config := mysql.NewConfig()
		config.Net, config.Addr, config.User, config.Passwd = "tcp", endpoint, username, password
		config.Timeout = 10 * time.Second
		config.AllowNativePasswords = true
		config.Logger = &mysql.NopLogger{}
		connector, err := mysql.NewConnector(config)
		if err != nil {
			panic(fmt.Sprintf("acctest: %v", err)) // an endpoint that is no address
		}
		pool := sql.OpenDB(connector)
		pool.SetMaxIdleConns(0) // a stand-in that restarts must not leave broken connections behind
		c.pools = append(c.pools, pool)
	}
	return c
}

// first finds a frontend that answers.
func (c *connection) first() (*sql.DB, error) {
	var failures []string
	for _, pool := range c.pools {
		err := pool.Ping()
		if err == nil {
			return pool, nil
		}
		failures = append(failures, err.Error())
	}
	return nil, fmt.Errorf("the test cluster cannot be reached: %s", strings.Join(failures, "; "))
}

func (c *connection) exec(statements string) error {
	pool, err := c.first()
	if err != nil {
		return err
	}
	for statement := range strings.SplitSeq(statements, ";\n") {
		statement = strings.TrimSuffix(strings.TrimSpace(statement), ";")
		if statement == "" {
			continue
		}
		if _, err := pool.Exec(statement); err != nil {
			return fmt.Errorf("%w: %s", err, statement)
		}
	}
	return nil
}

func (c *connection) query(statement string) ([][]string, error) {
	pool, err := c.first()
	if err != nil {
		return nil, err
	}
	rows, err := pool.Query(statement)
	if err != nil {
		return nil, fmt.Errorf("%w: %s", err, statement)
	}
	defer rows.Close()
	columns, err := rows.Columns()
	if err != nil {
		return nil, err
	}
	var all [][]string
	for rows.Next() {
		values := make([]sql.NullString, len(columns))
		targets := make([]any, len(columns))
		for i := range values {
			targets[i] = &values[i]
		}
		if err := rows.Scan(targets...); err != nil {
			return nil, err
		}
		row := make([]string, len(columns))
		for i, value := range values {
			row[i] = value.String
			if !value.Valid {
				row[i] = `\N`
			}
		}
		all = append(all, row)
	}
	return all, rows.Err()
}

func (c *connection) close() {
	for _, pool := range c.pools {
		_ = pool.Close()
	}
}
