// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package catalog

import "slices"

// PropertyList keeps properties in their order.
type PropertyList []Property

// Property is one property.
type Property struct {
	Key   string `json:"key"`
	Value string `json:"value"`
}

// Get is the value of a property and whether it is there.
func (p PropertyList) Get(key string) (string, bool) {
	for _, property := range p {
		if property.Key == key {
			return property.Value, true
		}
	}
	return "", false
}

// or is the value of a property, or a default.
func (p PropertyList) or(key, value string) string {
	if v, ok := p.Get(key); ok {
		return v
	}
	return value
}

// Set adds or replaces a property.
func (p *PropertyList) Set(key, value string) {
	for i := range *p {
		if (*p)[i].Key == key {
			(*p)[i].Value = value
			return
		}
	}
	*p = append(*p, Property{Key: key, Value: value})
}

// Delete removes a property.
func (p *PropertyList) Delete(key string) {
	*p = slices.DeleteFunc(*p, func(property Property) bool { return property.Key == key })
}
