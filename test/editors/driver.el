;; Uses the first buffer of Emacs as a user would, and writes what was seen to the file that RESULT names.  -*- lexical-binding: t -*-
(require 'eglot)
(require 'json)
(setq native-comp-jit-compilation nil)

(defun driver-wait-for (condition)
  "Wait until CONDITION returns a value. The limit ends a test that would wait forever."
  (let ((left 600))
    (while (and (not (funcall condition)) (> left 0))
      (accept-process-output nil 0.1)
      (setq left (1- left)))
    (when (= left 0) (error "Timed out: %S" condition))))

(defvar driver-titles nil "The titles of the offered fixes.")

(defun driver-choose (_prompt collection &rest _)
  "Choose one of the fixes in COLLECTION, in place of the user."
  (setq driver-titles (mapcar (lambda (each) (if (consp each) (car each) each)) collection))
  "Change to true")

(setq completing-read-function #'driver-choose)
(defun driver-complete (start end collection &optional predicate)
  "Replace START to END by the flag that a user selects in the list of COLLECTION and PREDICATE."
  (let* ((exit (plist-get completion-extra-properties :exit-function))
         (items (all-completions (buffer-substring-no-properties start end) collection predicate))
         (chosen (seq-find (lambda (item) (string= item "--max_length")) items)))
    (delete-region start end)
    (insert (substring-no-properties chosen))
    (funcall exit chosen 'finished)))

(setq completion-in-region-function #'driver-complete)
;; A key was pressed, not a mouse, which would open a menu.
(setq last-nonmenu-event ?a)

(find-file (getenv "FILE"))
;; A batch has no loop of commands, after which a connection is made.
(run-hooks 'post-command-hook)
(driver-wait-for #'eglot-current-server)
(flymake-mode 1)
(driver-wait-for (lambda () (flymake-start) (flymake-diagnostics)))
(let ((diagnostics
       (mapcar (lambda (found)
                 `((message . ,(flymake-diagnostic-text found))
                   (text . ,(buffer-substring-no-properties
                             (flymake-diagnostic-beg found) (flymake-diagnostic-end found)))))
               (flymake-diagnostics)))
      fixed completed hover)
  (goto-char (point-min))
  (search-forward "ture")
  (eglot-code-actions (match-beginning 0) (match-end 0) "quickfix" t)
  (setq fixed (buffer-string))
  (goto-char (point-min))
  (search-forward "--pack")
  (setq hover (plist-get (jsonrpc-request (eglot-current-server) :textDocument/hover
                                          (eglot--TextDocumentPositionParams))
                         :contents))
  (goto-char (point-max))
  (skip-chars-backward "\n")
  (completion-at-point)
  (setq completed (buffer-string))
  (with-temp-file (getenv "RESULT")
    (insert (json-encode `((diagnostics . ,(vconcat diagnostics))
                           (titles . ,(vconcat driver-titles))
                           (fixed . ,fixed)
                           (hover . ,hover)
                           (completed . ,completed))))))
(set-buffer-modified-p nil)
(eglot-shutdown (eglot-current-server))
