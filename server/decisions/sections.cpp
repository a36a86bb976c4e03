#include "decisions/sections.hpp"

#include <string_view>
#include <unordered_set>

namespace restante::decisions {

bool is_section_name(std::string_view key) {
    static const std::unordered_set<std::string_view> names{"summary",
                                                            "abstract",
                                                            "context",
                                                            "motivation",
                                                            "introduction",
                                                            "status",
                                                            "background",
                                                            "overview",
                                                            "decision",
                                                            "decisions",
                                                            "consequences",
                                                            "problem",
                                                            "problem statement",
                                                            "goals",
                                                            "non goals",
                                                            "proposal",
                                                            "rationale",
                                                            "design",
                                                            "detailed design",
                                                            "objective",
                                                            "objectives",
                                                            "changelog",
                                                            "change log",
                                                            "table of contents",
                                                            "contents",
                                                            "toc",
                                                            "context and problem statement",
                                                            "considered options",
                                                            "decision outcome",
                                                            "decision drivers",
                                                            "specification",
                                                            "references",
                                                            "date",
                                                            "deciders",
                                                            "authors",
                                                            "author",
                                                            "metadata",
                                                            "meta",
                                                            "scope",
                                                            "alternatives",
                                                            "drawbacks",
                                                            "tl;dr",
                                                            "tldr",
                                                            "unresolved questions",
                                                            "prior art",
                                                            "future work",
                                                            "history",
                                                            "revision history",
                                                            "document history",
                                                            "description",
                                                            "purpose",
                                                            "terminology",
                                                            "preamble",
                                                            "copyright",
                                                            "links",
                                                            "simple summary",
                                                            "basic example",
                                                            "release signoff checklist",
                                                            "open questions",
                                                            "user stories",
                                                            "what",
                                                            "why",
                                                            "contexte",
                                                            "contexte et problème",
                                                            "décision",
                                                            "conséquences",
                                                            "statut",
                                                            "problème",
                                                            "résumé",
                                                            "kontext",
                                                            "entscheidung",
                                                            "konsequenzen",
                                                            "zusammenfassung",
                                                            "contexto",
                                                            "decisión",
                                                            "decisão",
                                                            "consecuencias",
                                                            "consequências",
                                                            "estado",
                                                            "resumen",
                                                            "resumo",
                                                            "sommario",
                                                            "contesto",
                                                            "decisione",
                                                            "conseguenze",
                                                            "guide level explanation",
                                                            "explanation",
                                                            "details",
                                                            "info",
                                                            "note",
                                                            "notes",
                                                            "update",
                                                            "updates",
                                                            "motivation and summary",
                                                            "summary and motivation",
                                                            "warning",
                                                            "disclaimer"};
    return names.contains(key);
}

bool is_facts_section(std::string_view key) {
    static const std::unordered_set<std::string_view> names{"metadata",
                                                            "meta",
                                                            "meta data",
                                                            "details",
                                                            "document control",
                                                            "info",
                                                            "information",
                                                            "header",
                                                            "adr metadata",
                                                            "overview",
                                                            "properties",
                                                            "attributes",
                                                            "record",
                                                            "document information",
                                                            "preamble",
                                                            "métadonnées",
                                                            "metadaten",
                                                            "at a glance",
                                                            "general information",
                                                            "decision metadata"};
    return names.contains(key);
}

bool is_changes_section(std::string_view key) {
    static const std::unordered_set<std::string_view> names{
        "changelog",        "change log", "revision history", "history",
        "document history", "changes",    "version history"};
    return names.contains(key);
}

bool is_links_section(std::string_view key) {
    static const std::unordered_set<std::string_view> names{
        "links",           "related",     "related decisions", "related adrs",
        "related records", "relations",   "relationships",     "liens",
        "verweise",        "related adr", "see also",          "more information"};
    return names.contains(key);
}

}  // namespace restante::decisions
