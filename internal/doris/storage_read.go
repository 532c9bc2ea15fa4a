// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package doris

import (
	"context"
	"maps"
	"regexp"
	"slices"
	"strings"
)

// RepositoryDefinition is what SHOW CREATE REPOSITORY prints of a repository.
type RepositoryDefinition struct {
	Properties map[string]string // as RepositoryProperties: what is shown in clear
	Masked     []string          // keys whose values are masked: Doris holds something secret under them
	Broker     string            // name after WITH BROKER, "" otherwise
}

// RepositoryDefinition reads SHOW CREATE REPOSITORY. Not for Azure (DORIS.md "Rows of SHOW SNAPSHOT"). Shared read.
func (c *Client) RepositoryDefinition(ctx context.Context, name string) (RepositoryDefinition, error) {
	definition, err := cached(ctx, c.cache, definitionKey(name), lifeOfLists, func() (RepositoryDefinition, error) {
		answer, err := c.query(ctx, showCreateRepository(name))
		if err != nil {
			return RepositoryDefinition{}, err
		}
		if len(answer.rows) == 0 {
			return RepositoryDefinition{}, &Error{Kind: KindRepositoryMissing, Message: "Repository " + name + " does not exist", Statement: showCreateRepository(name).name}
		}
		return parseRepositoryDefinition(answer.rows[0].text("CreateStmt")), nil
	})
	definition.Properties = maps.Clone(definition.Properties)
	return definition, err
}

var withBroker = regexp.MustCompile("(?m)^WITH +BROKER +`?([^`\\s]+)`? *$")

func parseRepositoryDefinition(text string) RepositoryDefinition {
	var definition RepositoryDefinition
	definition.Properties, definition.Masked = parseRepositoryProperties(text)
	if match := withBroker.FindStringSubmatch(text); match != nil {
		definition.Broker = match[1]
	}
	return definition
}

// argumentKeys are the names under which Storage.Spec sends what an S3 repository needs, and the one that loses against its own.
var argumentKeys = map[string]bool{
	"s3.endpoint": true, "s3.region": true, "s3.access_key": true, "s3.secret_key": true, "s3.session_token": true,
	"s3.role_arn": true, "s3.external_id": true, "s3.credentials_provider_type": true, usePathStyle: true, "s3.path-style-access": true,
}

// OtherNames reports whether an S3 repository was registered by somebody else under other names than Storage.Spec uses, such
// as minio.secret_key or AWS_SECRET_KEY (which 4.x shows to nobody; recorded: repository_bad). From 3.1 on ALTER REPOSITORY
// adds to what is stored, and the old name may win over the new one: the statement would succeed and change nothing
// (MinioProperties.java). Before, it takes all names of the keys away first (Repository.java).
func (d RepositoryDefinition) OtherNames(v Version) bool {
	if !v.Has(GuessedStorage) {
		return false
	}
	other := func(key string) bool {
		if argumentKeys[key] {
			return false
		}
		storage := ReadStorage("s3", map[string]string{key: "true"})
		return storage.Properties == nil && *storage.S3 != (S3Storage{})
	}
	for key := range d.Properties {
		if other(key) {
			return true
		}
	}
	stored := ReadStorage("s3", d.Properties).S3
	return slices.ContainsFunc(d.Masked, other) || stored.Endpoint == "" && stored.Region == ""
}

func showBroker() statement { return newStatement("SHOW BROKER") }

// Brokers lists the names of the brokers of the cluster (SHOW BROKER).
func (c *Client) Brokers(ctx context.Context) ([]string, error) {
	answer, err := c.query(ctx, showBroker())
	if err != nil {
		return nil, err
	}
	var names []string
	seen := map[string]bool{}
	for _, row := range answer.rows {
		if name := row.text("Name"); !seen[name] {
			seen[name] = true
			names = append(names, name)
		}
	}
	return names, nil
}

// fromDoris are the prefixes of one storage's properties, whichever name an operator or a line of Doris uses for it.
var s3Prefixes = []string{"s3.", "minio.", "oss.", "cos.", "obs.", "gs.", "AWS_", ""}

// ReadStorage is the opposite of Storage.Spec: it sorts stored properties into the fields of the storage of this kind
// ("s3", "azure", "hdfs", "broker") under all the names they may have (DORIS.md "Storages"); what is left goes to Properties.
// Masked and hidden values are absent and leave their fields empty.
func ReadStorage(kind string, properties map[string]string) Storage {
	rest := make(map[string]string, len(properties))
	maps.Copy(rest, properties)
	take := func(keys ...string) string {
		found := ""
		for _, key := range keys {
			if value, ok := rest[key]; ok {
				delete(rest, key)
				if found == "" {
					found = value
				}
			}
		}
		return found
	}
	aliases := func(name string) []string {
		var keys []string
		for _, prefix := range s3Prefixes {
			if prefix == "AWS_" {
				keys = append(keys, prefix+strings.ToUpper(name))
				continue
			}
			keys = append(keys, prefix+name)
		}
		return keys
	}
	storage := Storage{}
	switch kind {
	case "s3":
		take("provider") // says on 3.0 which S3 dialect it is; follows from the endpoint
		storage.S3 = &S3Storage{
			Endpoint: take(aliases("endpoint")...), Region: take(aliases("region")...),
			UsePathStyle: strings.EqualFold(take("use_path_style", "s3.path-style-access", "s3.use_path_style", "minio.use_path_style", "oss.use_path_style", "cos.use_path_style", "obs.use_path_style", "gs.use_path_style"), "true"),
			AccessKey:    take(aliases("access_key")...), SecretKey: take(aliases("secret_key")...),
			SessionToken: take(append(aliases("session_token"), "AWS_TOKEN")...),
			RoleARN:      take(aliases("role_arn")...), ExternalID: take(aliases("external_id")...),
			CredentialsProviderType: take(aliases("credentials_provider_type")...),
		}
	case "azure":
		take("provider")
		storage.Azure = &AzureStorage{
			AccountName: take("azure.account_name", "azure.access_key", "s3.access_key"),
			Endpoint:    take("azure.endpoint", "s3.endpoint"),
			AccountKey:  take("azure.account_key", "azure.secret_key", "s3.secret_key"),
		}
	case "hdfs":
		storage.HDFS = &HDFSStorage{
			DefaultFS: take("fs.defaultFS"), Username: take("hadoop.username"),
			KerberosPrincipal: take("hadoop.kerberos.principal"), KerberosKeytab: take("hadoop.kerberos.keytab"),
		}
		take("hadoop.security.authentication")
	case "broker":
		storage.Broker = &BrokerStorage{}
	}
	if len(rest) > 0 {
		storage.Properties = rest
	}
	return storage
}
