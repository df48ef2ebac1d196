"""Papers: facts are gathered with the step, rendered once afterwards, stored and served."""
