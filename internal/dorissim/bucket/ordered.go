// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package bucket

import (
	"bytes"
	"encoding/json"
	"fmt"
)

// member is one key of a JSON object whose order matters.
type member struct {
	key   string
	value any
}

// encodeMembers writes a JSON object in the order given, which map types would lose.
func encodeMembers(members []member) ([]byte, error) {
	var out bytes.Buffer
	out.WriteByte('{')
	for i, m := range members {
		if i > 0 {
			out.WriteByte(',')
		}
		key, err := encode(m.key)
		if err != nil {
			return nil, err
		}
		value, err := encode(m.value)
		if err != nil {
			return nil, err
		}
		out.Write(key)
		out.WriteByte(':')
		out.Write(value)
	}
	out.WriteByte('}')
	return out.Bytes(), nil
}

// encode is compact JSON without the HTML escapes of encoding/json, as Doris writes it.
func encode(value any) ([]byte, error) {
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(value); err != nil {
		return nil, err
	}
	return bytes.TrimRight(out.Bytes(), "\n"), nil
}

// decodeMembers calls take for each key of a JSON object in the order of the text.
func decodeMembers(content []byte, take func(key string, value json.RawMessage) error) error {
	decoder := json.NewDecoder(bytes.NewReader(content))
	open, err := decoder.Token()
	if err != nil {
		return err
	}
	if open == nil {
		return nil
	}
	if open != json.Delim('{') {
		return fmt.Errorf("expected a JSON object, found %v", open)
	}
	for decoder.More() {
		key, err := decoder.Token()
		if err != nil {
			return err
		}
		var value json.RawMessage
		if err := decoder.Decode(&value); err != nil {
			return err
		}
		name, _ := key.(string) // the decoder gives nothing else at this place
		if err := take(name, value); err != nil {
			return err
		}
	}
	return nil
}
