// The parts of core/thread_codec.cpp that decisions, links and edited texts are made of. PURE; no format of
// their own: they are read and written only inside a thread's bytes.
#pragma once

#include "core/byte_codec.hpp"
#include "core/decision.hpp"
#include "core/link.hpp"

namespace restante::core {

void write_history(ByteWriter& out, const std::vector<Revision>& history);
[[nodiscard]] bool read_history(ByteReader& in, std::vector<Revision>& history);

void write_links(ByteWriter& out, const std::vector<Link>& links);
[[nodiscard]] bool read_links(ByteReader& in, std::vector<Link>& links);

void write_decision(ByteWriter& out, const Decision& decision);
[[nodiscard]] bool read_decision(ByteReader& in, Decision& decision);

}  // namespace restante::core
