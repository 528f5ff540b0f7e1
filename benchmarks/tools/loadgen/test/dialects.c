/* What each dialect says and understands, without a server: the frames here are what real servers and clients sent. */
#define _GNU_SOURCE
#include "../dialect.h"

#include <stdio.h>
#include <string.h>

static char said[4096];
static size_t said_len;
static int fails;

void put_text(conn *c, const char *data, size_t n) {
    for (size_t i = 0; i < n; i++) said[said_len++] = data[i] ? data[i] : '@'; /* NUL, of STOMP */
    said[said_len++] = '|';
    said[said_len] = 0;
}

static void says(const char *want) {
    if (strcmp(said, want)) {
        printf("FAIL  said %s\n      want %s\n", said, want);
        fails++;
    }
    said_len = said[0] = 0;
}

static const char *kinds[] = {"broken", "unknown", "nothing", "opened", "reply", "alive", "delivery", "error", "closed"};

static void is_n(const dialect *d, const char *frame, size_t n, const char *want) {
    char got[512], topic[64] = "-";
    msg m = {.kind = M_BROKEN};
    d->read(NULL, frame, n, &m);
    bool answer = m.kind == M_REPLY || m.kind == M_ALIVE;
    if (m.kind == M_DELIVERY && m.topic) snprintf(topic, sizeof topic, "%.*s", (int)m.tn, m.topic);
    bool seq = (m.kind == M_REPLY || m.kind == M_DELIVERY) && m.pl && memmem(m.pl, m.pn, "\"a\":", 4);
    snprintf(got, sizeof got, "%s%s %u %s%s", kinds[m.kind], answer && !m.ok ? " not ok" : "", answer ? m.ref : 0, topic,
             seq ? " with a number" : "");
    if (strcmp(got, want)) {
        printf("FAIL  %s: %.*s\n      is   %s\n      want %s\n", d->name, (int)n, frame, got, want);
        fails++;
    }
}

static void is(const dialect *d, const char *frame, const char *want) { is_n(d, frame, strlen(frame), want); }

static void opens(const dialect *d, bool at_once, const char *with) {
    if (d->open(NULL) != at_once) {
        printf("FAIL  %s: joins %s the server's word\n", d->name, at_once ? "after" : "without");
        fails++;
    }
    says(with);
}

static const char *PL = "{\"a\":10000007,\"p\":\"h\"}";

static void asks(const dialect *d, const char *join, const char *publish, const char *echo, const char *leave) {
    d->join(NULL, 1, "bench:room");
    says(join);
    d->publish(NULL, 1, 100003, "bench:room", "broadcast", PL, strlen(PL));
    says(publish);
    d->echo(NULL, 1, 1002, "bench:room", "echo", PL, strlen(PL));
    says(echo);
    d->leave(NULL, 1, 2, "bench:room");
    says(leave);
}

static void phoenix(void) {
    const dialect *d = dialect_named("phoenix");
    opens(d, true, "");
    asks(d, "[\"1\",\"1\",\"bench:room\",\"phx_join\",{}]|",
         "[\"1\",\"100003\",\"bench:room\",\"broadcast\",{\"a\":10000007,\"p\":\"h\"}]|",
         "[\"1\",\"1002\",\"bench:room\",\"echo\",{\"a\":10000007,\"p\":\"h\"}]|",
         "[\"1\",\"2\",\"bench:room\",\"phx_leave\",{}]|");
    d->heartbeat(NULL, 9);
    says("[null,\"9\",\"phoenix\",\"heartbeat\",{}]|");
    is(d, "[\"1\",\"1\",\"bench:room\",\"phx_reply\",{\"status\":\"ok\",\"response\":{}}]", "reply 1 -");
    is(d, "[\"1\",\"1\",\"bench:room\",\"phx_reply\",{\"status\":\"error\",\"response\":{}}]", "reply not ok 1 -");
    is(d, "[null,\"9\",\"phoenix\",\"phx_reply\",{\"status\":\"ok\",\"response\":{}}]", "alive 9 -");
    is(d, "[null,null,\"bench:room\",\"broadcast\",{\"a\":10000007}]", "delivery 0 bench:room with a number");
    is(d, "[\"1\",\"1\",\"bench:room\",\"phx_error\",{}]", "error 0 -");
    is(d, "[\"1\",\"1\",\"bench:room\",\"phx_close\",{}]", "closed 0 -");
    is(d, "[\"1\",\"1\",\"bench:room\",\"phx_other\",{}]", "unknown 0 -");
    is(d, "[\"1\",\"1\"", "broken 0 -");
    is(d, "", "broken 0 -");
}

static void socketio(void) {
    const dialect *d = dialect_named("socketio");
    opens(d, false, "");
    is(d, "0{\"sid\":\"x\",\"upgrades\":[],\"pingInterval\":25000,\"pingTimeout\":20000}", "nothing 0 -");
    says("40|");
    is(d, "40{\"sid\":\"y\"}", "opened 0 -");
    asks(d, "421[\"join\",\"bench:room\"]|", "42[\"broadcast\",\"bench:room\",{\"a\":10000007,\"p\":\"h\"}]|",
         "421002[\"echo\",{\"a\":10000007,\"p\":\"h\"}]|", "422[\"leave\",\"bench:room\"]|");
    is(d, "431[\"ok\"]", "reply 1 -");
    is(d, "431002[{\"a\":10000007,\"p\":\"h\"}]", "reply 1002 - with a number");
    is(d, "42[\"broadcast\",{\"a\":10000007,\"p\":\"h\"}]", "delivery 0 - with a number");
    d->heartbeat(NULL, 10);
    says("422000000010[\"echo\",{}]|");
    is(d, "432000000010[{}]", "alive 10 -");
    is(d, "2", "nothing 0 -");
    says("3|");
    is(d, "44{\"message\":\"no\"}", "error 0 -");
    is(d, "41", "closed 0 -");
    is(d, "1", "closed 0 -");
    is(d, "x", "broken 0 -");
}

static void stomp(void) {
    const dialect *d = dialect_named("stomp");
    opens(d, false, "CONNECT\naccept-version:1.2\nhost:localhost\nheart-beat:0,0\n\n@|");
    is(d, "CONNECTED\nversion:1.2\nheart-beat:0,0\n\n", "opened 0 -");
    says("SUBSCRIBE\nid:e\ndestination:/user/queue/echo\n\n@|");
    asks(d,
         "SUBSCRIBE\nid:t1\ndestination:/topic/bench\\croom\n\n@|"
         "SEND\ndestination:/app/echo\ncontent-type:application/json\ncontent-length:7\n\n{\"r\":1}@|",
         "SEND\ndestination:/topic/bench\\croom\ncontent-type:application/json\ncontent-length:22\n\n"
         "{\"a\":10000007,\"p\":\"h\"}@|",
         "SEND\ndestination:/app/echo\ncontent-type:application/json\ncontent-length:22\n\n{\"a\":10000007,\"p\":\"h\"}@|",
         "UNSUBSCRIBE\nid:t1\n\n@|"
         "SEND\ndestination:/app/echo\ncontent-type:application/json\ncontent-length:7\n\n{\"r\":2}@|");
    is(d, "MESSAGE\ndestination:/user/queue/echo\ncontent-type:application/json\nsubscription:e\nmessage-id:1-1\n\n{\"r\":1}",
       "reply 1 -");
    is(d, "MESSAGE\ndestination:/user/queue/echo\nsubscription:e\n\n{\"a\":10000007,\"p\":\"h\"}", "reply 0 - with a number");
    is(d, "MESSAGE\nsubscription:e\ndestination:/user/queue/echo\n\n{\"r\":2000000010}", "alive 10 -");
    is(d, "MESSAGE\ndestination:/topic/bench\\croom\nsubscription:t1\n\n{\"a\":10000007,\"p\":\"h\"}",
       "delivery 0 bench:room with a number");
    is(d, "MESSAGE\ndestination:/elsewhere\nsubscription:t1\n\n{}", "unknown 0 -");
    is(d, "\n", "nothing 0 -");
    is(d, "ERROR\nmessage:no\n\n", "error 0 -");
    is(d, "MESSAGE\ndestination:/topic/x", "broken 0 -");
}

static void vertx(void) {
    const dialect *d = dialect_named("vertx");
    opens(d, true, "");
    asks(d,
         "{\"type\":\"register\",\"address\":\"bench:room\",\"headers\":{}}|"
         "{\"type\":\"send\",\"address\":\"echo\",\"replyAddress\":\"1\",\"body\":{}}|",
         "{\"type\":\"publish\",\"address\":\"bench:room\",\"body\":{\"a\":10000007,\"p\":\"h\"}}|",
         "{\"type\":\"send\",\"address\":\"echo\",\"replyAddress\":\"1002\",\"body\":{\"a\":10000007,\"p\":\"h\"}}|",
         "{\"type\":\"unregister\",\"address\":\"bench:room\",\"headers\":{}}|"
         "{\"type\":\"send\",\"address\":\"echo\",\"replyAddress\":\"2\",\"body\":{}}|");
    d->heartbeat(NULL, 9);
    says("{\"type\":\"ping\"}|{\"type\":\"send\",\"address\":\"echo\",\"replyAddress\":\"2000000009\",\"body\":{}}|");
    is(d, "{\"type\":\"rec\",\"address\":\"2000000009\",\"body\":{}}", "alive 9 -");
    is(d, "{\"type\":\"rec\",\"address\":\"1\",\"body\":{}}", "reply 1 -");
    is(d, "{\"type\":\"rec\",\"address\":\"1002\",\"body\":{\"a\":10000007,\"p\":\"h\"}}", "reply 1002 - with a number");
    is(d, "{\"type\":\"rec\",\"address\":\"bench:room\",\"body\":{\"a\":10000007}}", "delivery 0 bench:room with a number");
    is(d, "{\"type\":\"err\",\"body\":\"access_denied\"}", "error 0 -");
    is(d, "{\"type\":\"rec\",\"address\":\"1", "broken 0 -");
}

int main(void) {
    phoenix();
    socketio();
    stomp();
    vertx();
    if (dialect_named("none")) fails++, printf("FAIL  a dialect of no name\n");
    if (!fails) printf("ok    the dialects\n");
    return fails != 0;
}
