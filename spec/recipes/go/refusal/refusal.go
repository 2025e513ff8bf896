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
	// NothingFound tells an empty 404: to an operation with x-ncloud-empty-list the list is empty.
	NothingFound bool
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
	body := bytes.TrimSpace(answer.GetBody())
	var members map[string]any
	decoder := json.NewDecoder(bytes.NewReader(body))
	decoder.UseNumber()
	if decoder.Decode(&members) != nil {
		members = nil // An empty body, or an archive.
	}
	status := answer.StatusCode()
	if failure, ok := members["error"].(map[string]any); ok {
		// The code of a service may come with one of the gateway.
		if code := first(failure, "code", "errorCode"); code != "" {
			by := "gateway"
			// The codes of the gateway have digits only; services that use its form have names.
			if failure["code"] != nil || strings.Trim(code, "0123456789") != "" {
				by = "service"
			}
			return &Refusal{By: by, Status: status, Code: code, Message: first(failure, "message")}
		}
	}
	code := first(members, "returnCode", "code", "errorCode")
	refused := code != "0" && code != "SUCCESS" && (code != "" || status >= 400)
	if members["statusName"] == "fail" {
		// Simple & Easy Notification Service took the request, and then rejected it.
		code, refused = first(members, "statusCode"), true
	}
	if !refused {
		return nil
	}
	return &Refusal{
		By:           "service",
		Status:       status,
		Code:         code,
		Message:      first(members, "returnMessage", "message", "msg", "errorMessage"),
		NothingFound: status == 404 && len(body) == 0,
	}
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
