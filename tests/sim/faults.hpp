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
};

}  // namespace restante::sim
