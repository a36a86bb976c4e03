// Mistakes that can be planted in the model, to see that the simulation would find them.
#pragma once

#include <array>
#include <string_view>

namespace restante::sim {

enum class Fault {
    none,
    keeps_acks,           // a changed hub: the replica pulls again, but pushes nothing of what it once pushed
    acks_by_push_answer,  // an op counts as being on the hub when the push is answered, not when it is shown
    cursor_before_ops,    // the cursor is stored first, the ops in a transaction of their own
    hub_without_chain,    // the hub does not notice that it lost ops when it has grown since
    cursor_outlives_ops,  // a power cut takes the newest of a hub's ops, but not the cursor behind them
    own_ops_relaxed,      // a power cut may take what the replica's own user wrote
};

struct NamedFault {
    Fault fault;
    std::string_view name;
};
inline constexpr std::array planted_faults{
    NamedFault{Fault::keeps_acks, "keeps-acks"},
    NamedFault{Fault::acks_by_push_answer, "acks-by-push-answer"},
    NamedFault{Fault::cursor_before_ops, "cursor-before-ops"},
    NamedFault{Fault::hub_without_chain, "hub-without-chain"},
    NamedFault{Fault::cursor_outlives_ops, "cursor-outlives-ops"},
    NamedFault{Fault::own_ops_relaxed, "own-ops-relaxed"},
};

}  // namespace restante::sim
