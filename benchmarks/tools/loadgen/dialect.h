/* What loadgen says to a server and understands of its answers, one table of functions for each protocol.
 *
 * loadgen.c knows connections, scenarios and checks, and no protocol; dialects.c knows the protocols and keeps no
 * state of a connection. A dialect must let a client join topics, publish to one, and ask for an echo.
 */
#ifndef DIALECT_H
#define DIALECT_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct conn conn;

/* What a frame of the server means to a scenario. */
enum kind {
    M_BROKEN,   /* not of this protocol */
    M_UNKNOWN,  /* of this protocol, but nothing that was asked for */
    M_NOTHING,  /* rightly there, and of no interest; the dialect has answered it if it must be answered */
    M_OPENED,   /* the client may join now */
    M_REPLY,    /* to the join, leave or echo of `ref`; ref 0: to the echo whose payload it brings back */
    M_ALIVE,    /* to the heartbeat of `ref` */
    M_DELIVERY, /* of what was published */
    M_ERROR,
    M_CLOSED,   /* the server ends a membership or the session */
};

typedef struct {
    enum kind kind;
    bool ok;                                          /* M_REPLY, M_ALIVE: the server agrees */
    uint32_t ref, tn, en;                             /* the latter: lengths of topic and event */
    const char *topic, *event;                        /* NULL where the protocol does not tell */
    const char *pl;                                   /* what contains the payload */
    size_t pn;
} msg;

typedef struct {
    const char *name;     /* --dialect NAME */
    const char *protocol; /* as the output calls it */
    const char *path;     /* the default of --path */
    const char *query;    /* of the handshake; NULL: ?vsn=, as --vsn says */
    const char *headers;  /* of the handshake, further ones, each with its line end */

    /* After the handshake. true: joins may follow at once; false: M_OPENED will tell. */
    bool (*open)(conn *c);
    void (*join)(conn *c, uint32_t ref, const char *topic);
    void (*leave)(conn *c, uint32_t join_ref, uint32_t ref, const char *topic);
    void (*publish)(conn *c, uint32_t join_ref, uint32_t ref, const char *topic, const char *event, const char *pl,
                    size_t pn);
    void (*echo)(conn *c, uint32_t join_ref, uint32_t ref, const char *topic, const char *event, const char *pl,
                 size_t pn);
    void (*heartbeat)(conn *c, uint32_t ref);
    /* One frame of the server. Pointers in the message hold until the next call. */
    void (*read)(conn *c, const char *p, size_t n, msg *m);
} dialect;

/* NULL: there is none of this name. */
const dialect *dialect_named(const char *name);

/* Puts one text frame into the output of a connection. What uses dialects.c defines it. */
void put_text(conn *c, const char *data, size_t n);

#endif
