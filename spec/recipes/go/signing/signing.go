// Package signing makes signature version 2 of the Ncloud API Gateway. Copy it into your project.
package signing

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// KeyPair is an access key with its secret key.
type KeyPair struct {
	AccessKey, SecretKey string
}

// String leaves the secret key out, wherever a key pair is printed.
func (keys KeyPair) String() string { return keys.AccessKey }

// GoString is String for %#v.
func (keys KeyPair) GoString() string { return keys.AccessKey }

var (
	methods = regexp.MustCompile(`^[A-Z]+$`)
	targets = regexp.MustCompile(`^/[\x21-\x7e]*$`)
)

// Sign returns the headers of a signed request.
//
// The target is path and query exactly as they go on the wire; the body is not signed. What can
// never be on the wire is refused here: the gateway would only say that the authentication failed.
func Sign(method, target string, timestamp int64, keys KeyPair) (map[string]string, error) {
	if !methods.MatchString(method) {
		return nil, fmt.Errorf("%s: the method is upper case on the wire", method)
	}
	if !targets.MatchString(target) {
		return nil, fmt.Errorf("%s: sign path and query, percent-encoded, without the host", target)
	}
	milliseconds := strconv.FormatInt(timestamp, 10)
	mac := hmac.New(sha256.New, []byte(keys.SecretKey))
	fmt.Fprintf(mac, "%s %s\n%s\n%s", method, target, milliseconds, keys.AccessKey)
	return map[string]string{
		"x-ncp-apigw-timestamp":    milliseconds,
		"x-ncp-iam-access-key":     keys.AccessKey,
		"x-ncp-apigw-signature-v2": base64.StdEncoding.EncodeToString(mac.Sum(nil)),
	}, nil
}

// Editor signs each request of a generated client when it is sent: a RequestEditorFn.
func Editor(keys KeyPair) func(context.Context, *http.Request) error {
	return func(_ context.Context, request *http.Request) error {
		// The services document a space as %20; a plus sign itself is %2B here.
		request.URL.RawQuery = strings.ReplaceAll(request.URL.RawQuery, "+", "%20")
		now := time.Now().UnixMilli()
		headers, err := Sign(request.Method, request.URL.RequestURI(), now, keys)
		for name, value := range headers {
			request.Header.Set(name, value)
		}
		return err
	}
}
