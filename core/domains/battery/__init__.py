"""The battery workspace: from a dismantled pack to its graded second life."""
