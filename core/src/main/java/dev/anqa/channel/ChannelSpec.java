package dev.anqa.channel;

import dev.anqa.limits.Limit;
import dev.anqa.serializer.Ref;
import java.util.concurrent.Executor;

/**
 * Which channel is to be run, and for which join.
 *
 * @param topic as the client gave it
 * @param route the pattern that matched, such as {@code room:*}
 * @param joinRef for the channel's pushes and replies: the join's join_ref, or its ref where the
 *     client sent none
 * @param sentJoinRef the join_ref exactly as sent, for the reply to the join and the end
 * @param ref the ref of the join message
 * @param assigns of the socket and the route
 * @param slow what becomes of what a client does not read
 * @param mailbox how many messages may wait
 * @param callbacks runs the channel's callbacks
 */
public record ChannelSpec(
    String topic,
    String route,
    Ref joinRef,
    Ref sentJoinRef,
    Ref ref,
    Assigns assigns,
    SlowPolicy slow,
    Limit mailbox,
    Executor callbacks) {}
