// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package sql

import (
	"strconv"
	"strings"
)

func (p *parser) createTable() Statement {
	kind := p.acceptAny("EXTERNAL", "TEMPORARY")
	p.expect("TABLE")
	s := &CreateTable{IfNotExists: p.ifNotExists(), Name: p.tableName(), Temporary: kind == "TEMPORARY"}
	if p.accept("LIKE") {
		like := p.tableName()
		s.Like = &like
		if p.accept("WITH", "ROLLUP") && p.is("(") {
			p.skipBrackets()
		}
		return s
	}
	if p.is("(") && !p.peek(1).matches("SELECT") {
		p.columnDefs(s)
	}
	p.tableClauses(s)
	if p.accept("AS") || p.is("SELECT") {
		s.As = p.selectStatement()
	}
	return s
}

// columnDefs takes ( column | INDEX ..., ... ).
func (p *parser) columnDefs(s *CreateTable) {
	p.expect("(")
	for {
		if p.is("INDEX") {
			s.Indexes = append(s.Indexes, p.indexDef())
		} else {
			s.Columns = append(s.Columns, p.columnDef())
		}
		if !p.accept(",") {
			break
		}
	}
	p.expect(")")
}

// tableClauses reads what stands between the columns and AS, in Doris's order.
func (p *parser) tableClauses(s *CreateTable) {
	if p.accept("ENGINE") {
		p.accept("=")
		s.Engine = strings.ToLower(p.name())
	}
	s.Keys, s.KeyColumns = p.keys()
	s.Comment = p.comment()
	s.Partition = p.partitionBy()
	s.Distribution = p.distribution()
	if p.accept("ROLLUP") {
		p.skipBrackets()
	}
	s.Properties = p.properties(modern)
	if p.accept("BROKER") {
		p.properties(modern)
	}
}

// keys takes {AGGREGATE|UNIQUE|DUPLICATE} KEY (...) [CLUSTER BY (...)].
func (p *parser) keys() (kind string, columns []string) {
	kind = p.acceptAny("AGGREGATE", "UNIQUE", "DUPLICATE")
	if kind == "" {
		return "", nil
	}
	p.expect("KEY")
	columns = p.nameList()
	if p.accept("CLUSTER", "BY") {
		p.nameList()
	}
	return kind, columns
}

var aggregations = []string{
	"SUM", "MAX", "MIN", "REPLACE", "REPLACE_IF_NOT_NULL", "HLL_UNION", "BITMAP_UNION",
	"QUANTILE_UNION", "GENERIC",
}

// columnDef reads a column with its options in any order.
func (p *parser) columnDef() ColumnDef {
	c := ColumnDef{Name: p.name(), Type: p.columnType()}
	for p.columnOption(&c) {
	}
	return c
}

func (p *parser) columnOption(c *ColumnDef) bool {
	if a := p.acceptAny(aggregations...); a != "" {
		c.Aggregation = a
		return true
	}
	switch {
	case p.accept("KEY"):
		c.Key = true
	case p.accept("NOT", "NULL"):
		c.NotNull, c.NullGiven = true, true
	case p.accept("NULL"):
		c.NullGiven = true
	case p.accept("AUTO_INCREMENT"):
		c.AutoIncrement = true
		if p.is("(") {
			p.skipBrackets()
		}
	case p.accept("DEFAULT"):
		p.columnDefault(c)
	case p.accept("ON", "UPDATE"):
		p.defaultCall()
	case p.accept("GENERATED", "ALWAYS", "AS"), p.accept("AS"):
		p.skipBrackets()
	case p.accept("CHARACTER", "SET"), p.accept("CHARSET"), p.accept("COLLATE"):
		p.nameOrString()
	case p.accept("COMMENT"):
		c.Comment = p.str()
	default:
		return false
	}
	return true
}

func (p *parser) columnDefault(c *ColumnDef) {
	c.HasDefault = true
	t := p.current()
	switch {
	case t.kind == stringToken, t.kind == number:
		p.advance()
		kind := String
		if t.kind == number {
			kind = Number
		}
		c.Default = &Literal{Kind: kind, Text: t.text}
	case p.accept("NULL"):
	case p.is("-"):
		p.advance()
		c.Default = &Literal{Kind: Number, Text: "-" + p.advance().text}
	case p.is("TRUE"), p.is("FALSE"):
		c.Default = &Literal{Kind: Boolean, Text: strings.ToLower(p.advance().text)}
	default:
		c.DefaultCall = p.defaultCall()
	}
}

// defaultCall takes CURRENT_TIMESTAMP, CURRENT_TIMESTAMP(3), CURRENT_DATE, PI, E, BITMAP_EMPTY.
func (p *parser) defaultCall() string {
	first := p.current()
	p.name()
	if p.is("(") {
		p.skipBrackets()
	}
	return strings.ToUpper(p.textSince(first))
}

// typeNames are the words with which a type begins.
var typeNames = func() map[string]bool {
	set := map[string]bool{}
	for _, w := range words(`TINYINT SMALLINT INT INTEGER BIGINT LARGEINT BOOLEAN FLOAT DOUBLE DECIMAL DECIMALV2 DECIMALV3
		DATE DATETIME TIME DATEV1 DATEV2 DATETIMEV1 DATETIMEV2 TIMESTAMP TIMESTAMPTZ CHAR CHARACTER VARCHAR STRING TEXT BITMAP
		HLL QUANTILE_STATE AGG_STATE JSON JSONB VARIANT IPV4 IPV6 VARBINARY ARRAY MAP STRUCT NUMBER NUMERIC BLOB SIGNED
		UNSIGNED ALL`) {
		set[w] = true
	}
	return set
}()

// columnType takes a type and gives it in lower case without white space.
func (p *parser) columnType() string {
	first := p.current()
	if !typeNames[first.upper()] {
		p.expected = append(p.expected, "ARRAY", "BIGINT", "BITMAP", "BOOLEAN", "CHAR", "DATE", "DATETIME", "DECIMAL", "DOUBLE",
			"FLOAT", "INT", "JSON", "LARGEINT", "MAP", "SMALLINT", "STRING", "STRUCT", "TEXT", "TINYINT", "VARCHAR", "VARIANT")
		p.fail()
	}
	p.advance()
	text := strings.ToLower(first.text)
	if text == "integer" {
		text = "int"
	}
	switch {
	case p.is("("):
		text += "(" + squeeze(p.skipBrackets()) + ")"
	case p.is("<"):
		text += p.angles()
	}
	if p.accept("UNSIGNED") {
		text += " unsigned"
	}
	return text
}

// squeeze leaves out white space.
func squeeze(s string) string { return strings.ToLower(strings.Join(strings.Fields(s), "")) }

// angles takes < ... > balanced.
func (p *parser) angles() string {
	first, open := p.current(), 0
	for {
		switch {
		case p.current().kind == eof:
			p.expect(">")
		case p.is("<"):
			open++
		case p.is(">"):
			open--
		case p.is("<="), p.is(">="), p.is("<=>"), p.is("<>"):
			p.fail()
		}
		p.advance()
		if open == 0 {
			return squeeze(p.textSince(first))
		}
	}
}

func (p *parser) indexDef() IndexDef {
	p.expect("INDEX")
	p.ifNotExists()
	d := IndexDef{Name: p.name(), Columns: p.nameList()}
	if p.accept("USING") {
		d.Type = p.expectAny("BITMAP", "INVERTED", "NGRAM_BF", "ANN")
	}
	d.Properties = p.properties(modern)
	d.Comment = p.comment()
	return d
}

// partitionBy takes [AUTO] PARTITION BY {RANGE|LIST} (...) [(partitions)].
func (p *parser) partitionBy() *PartitionBy {
	auto := p.accept("AUTO")
	if auto {
		p.expect("PARTITION")
	} else if !p.accept("PARTITION") {
		return nil
	}
	p.expect("BY")
	by := &PartitionBy{Auto: auto, Kind: "LIST"}
	if kind := p.acceptAny("RANGE", "LIST"); kind != "" {
		by.Kind = kind
	}
	by.Columns = p.partitionColumns()
	if !p.accept("(") {
		return by
	}
	for !p.is(")") {
		by.Partitions = append(by.Partitions, p.partitionDef())
		if !p.accept(",") {
			break
		}
	}
	p.expect(")")
	return by
}

// partitionColumns takes ( column | function(column, ...), ... ); a function stands as its text.
func (p *parser) partitionColumns() []string {
	p.expect("(")
	var columns []string
	for {
		first := p.current()
		if column, ok := p.expression().(*Column); ok {
			columns = append(columns, column.Name)
		} else {
			columns = append(columns, p.textSince(first))
		}
		if !p.accept(",") {
			break
		}
	}
	p.expect(")")
	return columns
}

func (p *parser) partitionDef() PartitionDef {
	if p.is("FROM") {
		return p.partitionStep()
	}
	p.expect("PARTITION")
	d := PartitionDef{IfNotExists: p.ifNotExists(), Name: p.name()}
	if p.accept("VALUES") {
		p.partitionValues(&d)
	}
	if p.is("(") {
		d.Properties = p.propertyList(modern)
	}
	return d
}

func (p *parser) partitionValues(d *PartitionDef) {
	switch {
	case p.accept("LESS", "THAN"):
		d.LessThan = p.partitionBound()
	case p.accept("IN"):
		p.expect("(")
		for {
			if p.is("(") {
				d.In = append(d.In, p.expressionList())
			} else {
				d.In = append(d.In, []Expr{p.expression()})
			}
			if !p.accept(",") {
				break
			}
		}
		p.expect(")")
	default:
		p.expect("[")
		d.Lower = p.partitionBound()
		p.expect(",")
		d.Upper = p.partitionBound()
		p.expect(")")
	}
}

// partitionBound takes ( value, ... ) or MAXVALUE.
func (p *parser) partitionBound() []Expr {
	if p.accept("MAXVALUE") {
		return []Expr{&Literal{Kind: MaxValue, Text: "MAXVALUE"}}
	}
	return p.expressionList()
}

// partitionStep takes FROM (...) TO (...) INTERVAL n [unit].
func (p *parser) partitionStep() PartitionDef {
	p.expect("FROM")
	d := PartitionDef{From: p.expressionList()}
	p.expect("TO")
	d.To = p.expressionList()
	p.expect("INTERVAL")
	d.Step = p.integer()
	if p.isName(p.current()) {
		d.StepUnit = strings.ToUpper(p.advance().text)
	}
	return d
}

// distribution takes DISTRIBUTED BY {HASH (...)|RANDOM} [BUCKETS n|AUTO].
func (p *parser) distribution() *Distribution {
	if !p.accept("DISTRIBUTED") {
		return nil
	}
	p.expect("BY")
	d := &Distribution{Kind: p.expectAny("HASH", "RANDOM")}
	if d.Kind == "HASH" {
		d.Columns = p.nameList()
	}
	if !p.accept("BUCKETS") {
		return d
	}
	if p.accept("AUTO") {
		d.Auto = true
		return d
	}
	n, err := strconv.Atoi(p.current().text)
	if err != nil || p.current().kind != number {
		p.expected = append(p.expected, "AUTO", "~INTEGER_VALUE")
		p.fail()
	}
	p.advance()
	d.Buckets = n
	return d
}
