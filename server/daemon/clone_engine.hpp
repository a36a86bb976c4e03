// What a clone keeps in which code is followed. Private to daemon/clone.cpp and daemon/clone_explain.cpp.
#pragma once

#include "daemon/clone.hpp"
#include "vcs/overlay_objects.hpp"

namespace restante::daemon {

struct Clone::Engine {
    explicit Engine(const vcs::Repository& repository)
        : Engine(std::make_unique<vcs::OverlayObjects>(vcs::open_objects(repository))) {}
    explicit Engine(std::unique_ptr<vcs::OverlayObjects> opened)
        : overlay(opened.get()),
          history(std::move(opened),
                  {.texts_bytes_max = texts_bytes_max, .trees_bytes_max = trees_bytes_max}),
          follower(history, anchor::judge, pairs_bytes_max) {}

    vcs::OverlayObjects* overlay;  // the history's
    follow::History history;
    follow::Follower follower;
    bool overlaid = false;  // it knows objects that are in no repository
};

}  // namespace restante::daemon
