// Package refusal finds refusals by the gateway and by the services. Copy it into your project.
package refusal

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
)

// Refusal is a request that was refused.
type Refusal struct {
	// By tells who refused: "gateway", before the service saw the request, or "service".
	By            string
	Status        int
	Code, Message string
}

func (r *Refusal) Error() string {
	return fmt.Sprintf("the %s refused: HTTP %d, code %s: %s", r.By, r.Status, r.Code, r.Message)
}

// Answer is an answer as generated clients return it.
type Answer interface {
	StatusCode() int
	GetBody() []byte
}

// Of returns the refusal in an answer, or nil.
//
// The HTTP status does not tell: services refuse under 200, too. An answer without any code, such
// as the empty 403 of Certificate Manager 2.0, is known by its status alone.
func Of(answer Answer) *Refusal {
	var members map[string]any
	decoder := json.NewDecoder(bytes.NewReader(answer.GetBody()))
	decoder.UseNumber()
	if decoder.Decode(&members) != nil {
		members = nil // An empty body, or an archive.
	}
	status := answer.StatusCode()
	if failure, ok := members["error"].(map[string]any); ok && failure["errorCode"] != nil {
		code, by := first(failure, "errorCode"), "gateway"
		// The codes of the gateway have digits only; services that use its form have names.
		if strings.Trim(code, "0123456789") != "" {
			by = "service"
		}
		return &Refusal{by, status, code, first(failure, "message")}
	}
	code := first(members, "returnCode", "code")
	if code == "0" || code == "SUCCESS" || code == "" && status < 400 {
		return nil
	}
	return &Refusal{"service", status, code, first(members, "returnMessage", "message", "msg")}
}

// first returns the first member that is there, as text: codes are numbers in one service and text
// in another, and now and then in the same one.
func first(members map[string]any, names ...string) string {
	for _, name := range names {
		if value := members[name]; value != nil {
			return fmt.Sprint(value)
		}
	}
	return ""
}
