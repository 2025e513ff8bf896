package main

import (
	"context"
	"log"

	"example.com/recipe/refusal"
)

var (
	ctx   = context.Background()
	calls = 0
)

// answered returns the answer of a call that must succeed.
func answered[A refusal.Answer](answer A, err error) A {
	calls++
	check(err)
	if refused := refusal.Of(answer); refused != nil {
		log.Panic(refused)
	}
	return answer
}

// refused returns the refusal of a call that must fail.
func refused[A refusal.Answer](answer A, err error) refusal.Refusal {
	calls++
	check(err)
	refused := refusal.Of(answer)
	expect(refused != nil, "the call was not refused")
	return *refused
}

func expect(condition bool, message string, values ...any) {
	if !condition {
		log.Panicf(message, values...)
	}
}

func check(err error) {
	if err != nil {
		log.Panic(err)
	}
}

func made[C any](client C, err error) C {
	check(err)
	return client
}

func pointer[T any](value T) *T { return &value }
